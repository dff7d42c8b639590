import { ConflictError, InputError } from '@backstage/errors';
import {
  checkRevocationVersion,
  RevocationList,
  Revocations,
} from '@thetasecure/backstage-plugin-license-common';
import { checkRevocationList } from '@thetasecure/backstage-plugin-license-node';
import { LicenseStore } from '../database/LicenseStore';
import { explain, isFailed } from '../installing/checksOfUpload';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { Ledger } from '../ledger/Ledger';

const toRevocations = (list: RevocationList | undefined): Revocations =>
  list
    ? {
        sequence: list.sequence,
        issuedAt: list.issuedAt,
        revoked: list.revoked.map(({ licenseId, revokedAt, reason }) => ({
          licenseId,
          revokedAt,
          ...(reason !== undefined && { reason }),
        })),
      }
    : { sequence: 0, revoked: [] };

/** The revocation list in force: tells it, and takes a newer one. */
export class RevocationService {
  readonly #store: LicenseStore;
  readonly #ledger: Ledger;
  readonly #inventory: LicenseInventory;

  constructor(options: {
    store: LicenseStore;
    ledger: Ledger;
    inventory: LicenseInventory;
  }) {
    this.#store = options.store;
    this.#ledger = options.ledger;
    this.#inventory = options.inventory;
  }

  async get(): Promise<Revocations> {
    const { revocations } = await this.#inventory.current();
    return toRevocations(revocations?.list);
  }

  /**
   * Puts a list in force.
   *
   * @returns whether it is new, and the list in force
   * @throws an `InputError` if the list does not verify; a `ConflictError` if one of a higher sequence, or another
   *   one of the same, is in force
   */
  async upload(
    bytes: Uint8Array,
    by: string,
  ): Promise<{ installed: boolean; revocations: Revocations }> {
    const { checks, list } = await checkRevocationList(
      bytes,
      this.#inventory.keys,
    );
    if (!list) {
      throw new InputError(explain(checks.find(isFailed)!));
    }
    const { sequence } = list.document;
    const installed = await this.#store.transaction(async tx => {
      await this.#ledger.catchUp(tx);
      const known = await this.#inventory.readRevocations();
      const refusal = checkRevocationVersion(
        { sequence, digest: list.digest },
        known && { sequence: known.list.sequence, digest: known.digest },
      ).find(isFailed);
      if (refusal) {
        throw new ConflictError(explain(refusal));
      }
      if (this.#ledger.reading.state.revocations?.sequence === sequence) {
        return false;
      }
      await tx.append([
        {
          kind: 'revocations',
          content: {
            sequence,
            document: Buffer.from(bytes).toString('utf8'),
            by,
          },
        },
      ]);
      await tx.touch();
      return true;
    });
    return { installed, revocations: toRevocations(list.document) };
  }
}
