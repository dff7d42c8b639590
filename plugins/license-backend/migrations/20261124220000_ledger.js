// @ts-check

/*
 * The ledger of changes, and what alarms need to be compared with it. The plugin itself makes the first entries
 * at its next start, as they depend on the secret and the keys it is configured with: an existing database is
 * taken over as it is then. Cheap on every engine: one new table, and columns with constant defaults.
 */

const INSTANT_LENGTH = 24;
const DIGEST_LENGTH = 64;
const SEAL_LENGTH = 100;

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('license_ledger', table => {
    table.comment('Every change made through the API, chained. Never updated');
    table.integer('sequence').primary();
    table.string('recorded_at', INSTANT_LENGTH).notNullable();
    table.string('kind', 20).notNullable();
    table.text('content').notNullable().comment('JSON');
    table
      .string('previous', DIGEST_LENGTH)
      .notNullable()
      .comment('Digest of the entry before');
    table
      .string('digest', DIGEST_LENGTH)
      .notNullable()
      .comment('SHA-256 of all of the above, hex');
    table.string('key_id', 16).comment('Of the key it is sealed with');
    table
      .string('seal', DIGEST_LENGTH)
      .comment('HMAC-SHA-256 of the same, hex; null: no secret is configured');
  });
  await knex.schema.alterTable('license_state', table => {
    table
      .integer('ledger_sequence')
      .notNullable()
      .defaultTo(0)
      .comment('Of the last entry of the ledger; 0: it has not begun');
    table.string('ledger_digest', DIGEST_LENGTH);
    table.string('ledger_seal', SEAL_LENGTH);
    table.string('time_seal', SEAL_LENGTH).comment('Seals the time mark');
  });
  await knex.schema.alterTable('license_events', table => {
    table
      .string('evidence', DIGEST_LENGTH)
      .notNullable()
      .defaultTo('')
      .comment('Tells one state of the subject from another');
    table
      .boolean('accepted')
      .notNullable()
      .defaultTo(false)
      .comment('Acknowledging it made that state the new baseline');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.alterTable('license_events', table => {
    table.dropColumn('evidence');
    table.dropColumn('accepted');
  });
  await knex.schema.alterTable('license_state', table => {
    table.dropColumn('ledger_sequence');
    table.dropColumn('ledger_digest');
    table.dropColumn('ledger_seal');
    table.dropColumn('time_seal');
  });
  await knex.schema.dropTable('license_ledger');
};
