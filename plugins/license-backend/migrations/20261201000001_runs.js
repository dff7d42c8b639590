// @ts-check

/*
 * What ran, and the locks that keep two replicas from running the same at once. A finished run bears a seal; one whose
 * seal is broken is passed over and reported. The scheduler keeps no history of its own.
 */
const INSTANT_LENGTH = 24;

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('license_runs', table => {
    table.comment('Validations and integrity scans');
    table
      .string('id', 36)
      .primary()
      .comment('A UUID: numbers run out when somebody sets one to the largest');
    table.string('kind', 20).notNullable();
    table.string('started_at', INSTANT_LENGTH).notNullable();
    table.text('content').comment('JSON; null: it runs, or its replica died');
    table.string('seal', 100).comment('Key id and HMAC-SHA-256 of the row');
    table.index(['kind', 'started_at']);
  });

  await knex.schema.createTable('license_locks', table => {
    table.comment(
      'A lease ends by itself, so a dead replica blocks nobody for long',
    );
    table.string('kind', 20).primary();
    table.string('holder', 36);
    table
      .bigInteger('expires_at')
      .notNullable()
      .defaultTo(0)
      .comment("Milliseconds since the epoch, by the database's clock");
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
