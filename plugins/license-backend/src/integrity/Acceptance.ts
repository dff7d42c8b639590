import { toInstant } from '../database/instants';
import { LicenseTransaction, NewEntry } from '../database/LicenseStore';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { Ledger } from '../ledger/Ledger';
import { Finding } from './Finding';
import { Inspector } from './Inspector';
import { keysEntry } from './inspect';
import { factsOf, takeOver } from './takeOver';

/** Makes what was found the new baseline, on the word of somebody who looked into it. */
export class Acceptance {
  readonly #ledger: Ledger;
  readonly #inventory: LicenseInventory;
  readonly #inspector: Inspector;

  constructor(options: {
    ledger: Ledger;
    inventory: LicenseInventory;
    inspector: Inspector;
  }) {
    this.#ledger = options.ledger;
    this.#inventory = options.inventory;
    this.#inspector = options.inspector;
  }

  /** @returns the entries that make what was found the new baseline; `undefined` if it cannot be accepted */
  async accept(
    tx: LicenseTransaction,
    { type, licenseId, subject }: Finding,
    snapshot: Snapshot,
    by: string,
  ): Promise<NewEntry[] | undefined> {
    switch (type) {
      case 'ledger_damaged':
        return this.#beginAnew(tx, snapshot, by);
      case 'row_removed':
        return [{ kind: 'delete', content: { licenseId: licenseId!, by } }];
      case 'document_edited':
      case 'column_differs':
      case 'row_inserted':
      case 'row_rolled_back':
      case 'document_rewritten':
        return this.#acceptRow(tx, licenseId!, snapshot, by);
      case 'trusted_key_added':
        return [
          keysEntry(
            snapshot.keys.all.filter(({ kid }) => subject === `key:${kid}`),
          ),
        ];
      case 'file_invalid':
        return undefined;
      case 'file_gone':
        return [
          { kind: 'file', content: { file: subject.slice('file:'.length) } },
        ];
      case 'clock_back':
      case 'clock_forward': {
        const now = Date.now();
        await tx.setTime(now);
        return [{ kind: 'clock', content: { mark: toInstant(now) } }];
      }
      default:
        return [];
    }
  }

  async #acceptRow(
    tx: LicenseTransaction,
    licenseId: string,
    snapshot: Snapshot,
    by: string,
  ): Promise<NewEntry[] | undefined> {
    const { uploads } = await this.#inspector.read(
      tx,
      this.#ledger.reading,
      snapshot,
      [licenseId],
    );
    const upload = uploads.find(other => other.licenseId === licenseId);
    if (!upload?.verified || !upload.stored) {
      return undefined;
    }
    const { bytes, installedAt, installedBy } = upload.stored;
    return [
      {
        kind: 'install',
        content: {
          licenseId,
          cause: 'accepted',
          by,
          ...factsOf(upload.verified, bytes),
          installedAt,
          installedBy,
        },
      },
    ];
  }

  /** What is there becomes the baseline; what was before stays as it is, damaged. */
  async #beginAnew(
    tx: LicenseTransaction,
    snapshot: Snapshot,
    by: string,
  ): Promise<NewEntry[]> {
    const { rows, prefix } = await this.#ledger.verify(undefined, tx);
    const revocations = await this.#inventory.readRevocations();
    return [
      {
        kind: 'baseline',
        content: {
          productInstanceId: snapshot.terms.productInstanceId,
          rows,
          prefix,
        },
      },
      ...(await takeOver(
        tx,
        { ...snapshot, ...(revocations && { revocations }) },
        'accepted',
        by,
      )),
    ];
  }
}
