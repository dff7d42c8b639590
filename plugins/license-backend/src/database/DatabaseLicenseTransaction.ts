import { LicenseVersion } from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import {
  entryText,
  headText,
  LedgerEntry,
  ORIGIN,
  sha256,
  timeText,
} from '../ledger/LedgerEntry';
import { LedgerHead } from '../ledger/LedgerWalk';
import { printSeal, Sealer } from '../ledger/Sealer';
import { EventTable } from './EventTable';
import { fromInstant, toInstant } from './instants';
import { LicenseTransaction, NewEntry, StoredLicense } from './LicenseStore';
import { chunks, RowReader, toEntry, toLedgerRow } from './rows';
import { LedgerRow, VersionRow } from './tables';

/** A clock that leaps further than this is believed only when a scan sees it again: 30 days, in milliseconds. */
export const MAX_LEAP = 30 * 24 * 60 * 60 * 1000;

const toVersion = (row: VersionRow): LicenseVersion => ({
  issuedAt: fromInstant(row.issued_at),
  digest: row.digest,
});

/** The instant to record: time never runs back, and a leap is not believed before a scan has seen it twice. */
function believed(clock: number, mark: number): number {
  return clock < mark || (mark > 0 && clock - mark > MAX_LEAP) ? mark : clock;
}

/** One transaction, in which nobody else changes licenses. */
export class DatabaseLicenseTransaction
  extends RowReader
  implements LicenseTransaction
{
  readonly events: EventTable;
  /** Where the ledger ends by now; absent if nothing was appended. */
  moved: LedgerHead | undefined;
  readonly #floor: number;

  /** @param floor - a sequence that the ledger is known to have had: what is appended comes after it */
  constructor(tx: Knex.Transaction, sealer: Sealer, floor: number) {
    super(tx, sealer);
    this.events = new EventTable(tx);
    this.#floor = floor;
  }

  async putLicense(license: StoredLicense) {
    await this.knex('licenses')
      .insert({
        license_id: license.licenseId,
        document: license.document,
        installed_at: license.installedAt,
        installed_by: license.installedBy,
      })
      .onConflict('license_id')
      .merge();
  }

  async deleteLicense(licenseId: string) {
    return (
      (await this.knex('licenses').where('license_id', licenseId).delete()) > 0
    );
  }

  async getVersion(licenseId: string) {
    const row = await this.knex('license_versions')
      .where('license_id', licenseId)
      .first();
    return row && toVersion(row);
  }

  async putVersion(licenseId: string, version: LicenseVersion) {
    await this.knex('license_versions')
      .insert({
        license_id: licenseId,
        issued_at: toInstant(version.issuedAt),
        digest: version.digest,
      })
      .onConflict('license_id')
      .merge()
      .whereRaw('excluded.issued_at >= license_versions.issued_at');
  }

  async touch(options?: { sources?: boolean }) {
    await this.knex('license_state')
      .where('id', 1)
      .update({
        revision: this.knex.raw('revision + 1'),
        ...(options?.sources && {
          sources_revision: this.knex.raw('sources_revision + 1'),
        }),
      });
  }

  async append(
    entries: readonly NewEntry[],
    options?: { keyId?: string },
  ): Promise<void> {
    const [last] = await this.knex('license_ledger')
      .orderBy('sequence', 'desc')
      .limit(1);
    const state = await this.getState();
    const mark = Math.max(last ? this.#instantOf(last) : 0, state.timeMark);
    let now = believed(Date.now(), mark);
    let sequence = Math.max(
      last?.sequence ?? 0,
      state.ledger.sequence,
      this.#floor,
    );
    let previous = last?.digest ?? ORIGIN;
    const sealed: LedgerEntry[] = entries.map(entry => {
      sequence += 1;
      if (entry.kind === 'clock') {
        now = fromInstant(entry.content.mark);
      }
      const signed = {
        sequence,
        recordedAt: toInstant(now),
        kind: entry.kind,
        content: JSON.stringify(entry.content),
        previous,
      };
      const text = entryText(signed);
      previous = sha256(text);
      return { ...signed, digest: previous, seal: this.#seal(text, options) };
    });
    for (const chunk of chunks(sealed)) {
      await this.knex('license_ledger').insert(chunk.map(toLedgerRow));
    }
    const { recordedAt } = sealed.at(-1)!;
    const head = { sequence, digest: previous };
    await this.knex('license_state')
      .where('id', 1)
      .update({
        ledger_sequence: sequence,
        ledger_digest: previous,
        ledger_seal: printSeal(this.#seal(headText(head), options)),
      });
    this.moved = { ...head, recordedAt };
  }

  /** When an entry was recorded, if it still is as it was recorded; 0 otherwise. */
  #instantOf(row: LedgerRow): number {
    const entry = toEntry(row);
    const text = entryText(entry);
    const isWhole =
      sha256(text) === entry.digest &&
      (!entry.seal || this.sealer.verify(text, entry.seal) !== 'bad');
    return isWhole ? fromInstant(entry.recordedAt) : 0;
  }

  #seal(text: string, options: { keyId?: string } | undefined) {
    return options?.keyId
      ? this.sealer.sealWith(options.keyId, text)
      : this.sealer.seal(text);
  }

  async setTime(mark: number) {
    const text = toInstant(mark);
    await this.knex('license_state')
      .where('id', 1)
      .update({
        time_mark: text,
        time_ahead: null,
        time_seal: printSeal(this.sealer.seal(timeText(text))),
      });
  }

  async advanceTime(
    now: number,
    options: { mark: number; believeLeaps: boolean },
  ) {
    const { timeAhead } = await this.getState();
    const { mark } = options;
    if (now <= mark) {
      return;
    }
    const isLeap = mark > 0 && now - mark > MAX_LEAP;
    const wasSeen = timeAhead !== undefined && timeAhead <= now;
    if (!isLeap || (wasSeen && options.believeLeaps)) {
      await this.setTime(now);
    } else if (options.believeLeaps) {
      await this.knex('license_state')
        .where('id', 1)
        .update({ time_ahead: toInstant(now) });
    }
  }
}
