import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { headText, LedgerEntry, ORIGIN, timeText } from '../ledger/LedgerEntry';
import { parseSeal, Sealer } from '../ledger/Sealer';
import { fromInstant } from './instants';
import {
  LicenseReader,
  PageOptions,
  SharedState,
  StoredLicense,
} from './LicenseStore';
import { LedgerRow, LicenseRow, StateRow } from './tables';

/** Rows in one statement: SQLite and PostgreSQL bound the number of parameters. */
const CHUNK = 200;

export function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHUNK) {
    yield items.slice(start, start + CHUNK);
  }
}

const toLicense = (row: LicenseRow): StoredLicense => ({
  licenseId: row.license_id,
  document: row.document,
  installedAt: row.installed_at,
  installedBy: row.installed_by,
});

export const toEntry = (row: LedgerRow): LedgerEntry => ({
  sequence: row.sequence,
  recordedAt: row.recorded_at,
  kind: row.kind,
  content: row.content,
  previous: row.previous,
  digest: row.digest,
  ...((row.seal !== null || row.key_id !== null) && {
    seal: { keyId: row.key_id ?? '', value: row.seal ?? '' },
  }),
});

export const toLedgerRow = (entry: LedgerEntry): LedgerRow => ({
  sequence: entry.sequence,
  recorded_at: entry.recordedAt,
  kind: entry.kind,
  content: entry.content,
  previous: entry.previous,
  digest: entry.digest,
  key_id: entry.seal?.keyId ?? null,
  seal: entry.seal?.value ?? null,
});

/** Whether a sealed value may be believed: without a secret anything may, for there is nothing to tell by. */
function sealOf(text: string, seal: string | null, sealer: Sealer) {
  const parsed = parseSeal(seal);
  return parsed ? sealer.verify(text, parsed) : ('none' as const);
}

export function toState(row: StateRow, sealer: Sealer): SharedState {
  const head = {
    sequence: row.ledger_sequence,
    digest: row.ledger_digest ?? ORIGIN,
  };
  const isTimeBelieved =
    row.time_mark !== null &&
    (!sealer.keyId ||
      sealOf(timeText(row.time_mark), row.time_seal, sealer) === 'good');
  return {
    revision: row.revision,
    sourcesRevision: row.sources_revision,
    productInstanceId: row.product_instance_id,
    timeMark: isTimeBelieved ? fromInstant(row.time_mark!) : 0,
    ...(row.time_ahead !== null && { timeAhead: fromInstant(row.time_ahead) }),
    ledger: { ...head, seal: sealOf(headText(head), row.ledger_seal, sealer) },
  };
}

/** Makes the row that all replicas share. Those that start together all try; the first row stays. */
export async function makeState(knex: Knex): Promise<void> {
  await knex('license_state')
    .insert({
      id: 1,
      revision: 1,
      sources_revision: 1,
      product_instance_id: randomUUID(),
    })
    .onConflict('id')
    .ignore();
}

/** Reads licenses and the ledger, in a transaction or outside of one. */
export class RowReader implements LicenseReader {
  constructor(
    protected readonly knex: Knex,
    protected readonly sealer: Sealer,
  ) {}

  async getState(): Promise<SharedState> {
    const find = () => this.knex('license_state').where('id', 1).first();
    let row = await find();
    if (!row) {
      // Somebody deleted it. The next scan finds that it does not know where the ledger ends.
      await makeState(this.knex);
      row = (await find())!;
    }
    return toState(row, this.sealer);
  }

  async listLicenses(options: PageOptions<string>) {
    const rows = await this.knex('licenses')
      .modify(query => {
        if (options.after !== undefined) {
          query.where('license_id', '>', options.after);
        }
      })
      .orderBy('license_id')
      .limit(options.limit);
    return rows.map(toLicense);
  }

  async getLicenses(licenseIds: readonly string[]) {
    const licenses: StoredLicense[] = [];
    for (const chunk of chunks(licenseIds)) {
      const rows = await this.knex('licenses').whereIn('license_id', chunk);
      licenses.push(...rows.map(toLicense));
    }
    return licenses;
  }

  async readLedger(options: PageOptions<number>) {
    const rows = await this.knex('license_ledger')
      .where('sequence', '>', options.after ?? 0)
      .orderBy('sequence')
      .limit(options.limit);
    return rows.map(toEntry);
  }
}
