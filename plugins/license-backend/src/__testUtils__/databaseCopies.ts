import { Knex } from 'knex';
import { entryText } from '../ledger/LedgerEntry';
import { sha256 } from '../ledger/Sealer';

const TABLES = [
  'license_ledger',
  'license_documents',
  'license_mark',
  'license_runs',
];

/** Everything that a backup of the database would hold. */
export async function backUp(knex: Knex) {
  return Promise.all(
    TABLES.map(async table => [table, await knex(table)] as const),
  );
}

/** Puts it back. */
export async function restore(
  knex: Knex,
  copy: Awaited<ReturnType<typeof backUp>>,
) {
  for (const [table, rows] of copy) {
    await knex(table).delete();
    for (const row of rows) {
      await knex(table).insert(row);
    }
  }
}

/** Chains the entries anew, without seals, as somebody can who does not have the secret. */
export async function chainAnew(knex: Knex) {
  let previous = '0'.repeat(64);
  let sequence = 0;
  for (const row of await knex('license_ledger').orderBy('sequence')) {
    const { recorded_at: recordedAt, kind, content } = row;
    sequence += 1;
    const digest = sha256(
      entryText({ sequence, recordedAt, kind, content, previous }),
    );
    await knex('license_ledger')
      .where({ sequence: row.sequence })
      .update({ sequence, previous, digest, seal: null, key_id: null });
    previous = digest;
  }
}
