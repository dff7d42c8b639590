import { Knex } from 'knex';
import { entryText, sha256 } from '../ledger/LedgerEntry';

const TABLES = [
  'license_ledger',
  'licenses',
  'license_events',
  'license_state',
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

/** Chains the entries anew, as somebody can who does not have the secret. */
export async function chainAnew(knex: Knex) {
  let previous = '0'.repeat(64);
  let sequence = 0;
  for (const row of await knex('license_ledger').orderBy('sequence')) {
    const { recorded_at: recordedAt, kind, content } = row;
    sequence = row.sequence;
    const digest = sha256(
      entryText({ sequence, recordedAt, kind, content, previous }),
    );
    await knex('license_ledger')
      .where({ sequence })
      .update({ previous, digest });
    previous = digest;
  }
  await knex('license_state').update({
    ledger_sequence: sequence,
    ledger_digest: previous,
  });
}
