// @ts-check

/*
 * What ran, and the locks that keep two replicas from running the same at once. A run is put on record when it has
 * finished, and its row bears a seal. The scheduler keeps no history of its own.
 */
const INSTANT_LENGTH = 24;

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('license_runs', table => {
    table.comment('Finished validations and integrity scans');
    table
      .string('id', 36)
      .primary()
      .comment(
        'Who held the lock: numbers run out when one is set to the largest',
      );
    table.string('kind', 20).notNullable();
    table.string('started_at', INSTANT_LENGTH).notNullable();
    table.text('content').notNullable().comment('JSON');
    table
      .string('seal', 100)
      .notNullable()
      .comment('Key id and HMAC-SHA-256 of the columns before');
    table
      .string('kept_until', INSTANT_LENGTH)
      .notNullable()
      .comment('Only tells when to remove it, so it needs no seal');
    table.index(['kind', 'started_at']);
  });

  await knex.schema.createTable('license_locks', table => {
    table.comment(
      'A lease ends by itself, so a dead replica blocks nobody for long',
    );
    table.string('kind', 20).primary();
    table
      .string('holder', 36)
      .notNullable()
      .comment('A UUID of this run; of the last one while nobody runs');
    table
      .bigInteger('expires_at')
      .notNullable()
      .defaultTo(0)
      .comment("Milliseconds since the epoch, by the database's clock");
    table
      .bigInteger('done_for')
      .comment("The start of the scheduler's task whose work is done");
  });

  await knex.schema.createTable('license_outcomes', table => {
    table.comment(
      'What the last validation saw of each license, only to tell what changed since',
    );
    table.string('subject', 300).primary();
    table.text('outcome').notNullable();
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('license_outcomes');
  await knex.schema.dropTable('license_locks');
  await knex.schema.dropTable('license_runs');
};
