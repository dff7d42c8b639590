import { ConflictError, InputError } from '@backstage/errors';
import {
  checkRevocationVersion,
  RevocationList,
  Revocations,
} from '@thetasecure/backstage-plugin-license-common';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { Ledger } from '../ledger/Ledger';
import { verifyList } from '../sources/RevocationLists';
import { explain, isFailed } from './checksOfUpload';

const toRevocations = (list: RevocationList | undefined): Revocations => {
  const { sequence, issuedAt, revoked } = list ?? { sequence: 0, revoked: [] };
  return { sequence, issuedAt, revoked };
};

/** The revocation list in force: tells it, and takes a newer one. */
export class RevocationService {
  constructor(
    private readonly deps: { ledger: Ledger; inventory: LicenseInventory },
  ) {}

  async get(): Promise<Revocations> {
    const { list } = await this.deps.inventory.current();
    return toRevocations(list?.list);
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
    const { sources, list: known } = await this.deps.inventory.current();
    const { checks, verified } = await verifyList(bytes, sources.keys);
    if (!verified) {
      throw new InputError(explain(checks.find(isFailed)!));
    }
    const { list, digest, text, key } = verified;
    const { sequence } = list;
    const installed = await this.deps.ledger.change(async tx => {
      const noted = tx.state.revocations;
      // Another replica can have taken one since, of which no more than the number has to be known.
      const inForce =
        noted && noted.sequence > (known?.list.sequence ?? 0)
          ? {
              sequence: noted.sequence,
              digest: noted.document === text ? digest : '',
            }
          : known && { sequence: known.list.sequence, digest: known.digest };
      const refusal = checkRevocationVersion(
        { sequence, digest },
        inForce,
      ).find(isFailed);
      if (refusal) {
        throw new ConflictError(explain(refusal));
      }
      if (noted?.sequence === sequence) {
        return false;
      }
      tx.append({
        kind: 'revocations',
        content: { sequence, document: text, key, by },
      });
      return true;
    });
    return { installed, revocations: toRevocations(list) };
  }
}
