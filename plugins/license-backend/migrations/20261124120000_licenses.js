// @ts-check

/*
 * Instants are ISO 8601 texts in UTC with milliseconds: they sort as they read, and are the same bytes on
 * every database engine. Native timestamps are not: SQLite has none, and what a driver makes of them there
 * depends on the time zone of the process.
 */
const INSTANT_LENGTH = 24;

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  const instant = (table, name) => table.string(name, INSTANT_LENGTH);

  await knex.schema.createTable('license_state', table => {
    table.comment('One row: what all replicas of the plugin share');
    table.integer('id').primary().comment('Always 1');
    table
      .integer('revision')
      .notNullable()
      .comment(
        'Raised by each change made through the API, in its transaction',
      );
    table
      .integer('sources_revision')
      .notNullable()
      .comment(
        'Raised by each refresh: replicas read their files and keys again',
      );
    table
      .string('product_instance_id', 128)
      .notNullable()
      .comment('Made at first start; configuration can override it');
    instant(table, 'time_mark').comment(
      'The latest instant a run recorded: time never runs back behind it',
    );
    instant(table, 'time_ahead').comment(
      'A clock over 30 days ahead of the mark, seen once and not yet believed',
    );
  });

  await knex.schema.createTable('licenses', table => {
    table.comment('Uploaded licenses. Facts are read from the document only');
    table.string('license_id', 128).primary();
    table
      .text('document')
      .notNullable()
      .comment('The uploaded file, byte for byte');
    instant(table, 'installed_at').notNullable();
    table.string('installed_by', 255).notNullable();
  });

  await knex.schema.createTable('license_versions', table => {
    table.comment(
      'The newest version ever installed under each id, kept after deletion, so that no older one comes back',
    );
    table.string('license_id', 128).primary();
    table
      .string('issued_at', 30)
      .notNullable()
      .comment('Longer than other instants: any year that RFC 3339 can write');
    table
      .string('digest', 64)
      .notNullable()
      .comment('SHA-256 of the signed payload, hex');
  });

  await knex.schema.createTable('license_file_sightings', table => {
    table.comment(
      'When each content of each license file was first seen, by whichever replica',
    );
    table.string('file', 255).notNullable().comment('Name, without folder');
    table
      .string('digest', 64)
      .notNullable()
      .comment('SHA-256 of the bytes, hex');
    instant(table, 'first_seen_at').notNullable();
    table.primary(['file', 'digest']);
  });

  await knex.schema.createTable('license_outcomes', table => {
    table.comment(
      'What the last validation saw of each license, only to tell what changed since',
    );
    table.string('subject', 300).primary();
    table.text('outcome').notNullable();
  });

  await knex.schema.createTable('license_runs', table => {
    table.comment(
      'Validations and integrity scans; the scheduler keeps no history',
    );
    table.increments('id');
    table.string('kind', 20).notNullable();
    table.string('trigger', 20).notNullable();
    table.string('triggered_by', 255);
    instant(table, 'started_at').notNullable();
    instant(table, 'finished_at').comment('Null: it runs, or its replica died');
    table.integer('checked');
    table.integer('failed');
    table.text('changed').comment('License ids as a JSON list (validations)');
    table.index(['kind', 'finished_at']);
  });

  await knex.schema.createTable('license_locks', table => {
    table.comment(
      'Runs of a kind never overlap, over replicas too. A lease ends by itself, so a dead replica blocks nobody for long',
    );
    table.string('kind', 20).primary();
    table.string('holder', 36);
    table
      .bigInteger('expires_at')
      .notNullable()
      .defaultTo(0)
      .comment("Milliseconds since the epoch, by the database's clock");
  });
  await knex('license_locks').insert([
    { kind: 'validation' },
    { kind: 'integrity-scan' },
  ]);

  await knex.schema.createTable('license_events', table => {
    table.comment(
      'Security events. They latch: open until gone and acknowledged',
    );
    table.string('id', 36).primary();
    table.string('type', 40).notNullable();
    table.string('severity', 20).notNullable();
    table.string('subject', 300).notNullable();
    table.string('license_id', 128);
    table.text('message').notNullable();
    table.text('remedy').notNullable();
    instant(table, 'first_seen_at').notNullable();
    instant(table, 'last_seen_at').notNullable();
    table.boolean('active').notNullable();
    instant(table, 'acknowledged_at');
    table.string('acknowledged_by', 255);
    table.text('note');
    table.index(['active', 'acknowledged_at']);
  });

  await knex.schema.createTable('license_user_counts', table => {
    table.comment('The last count of each source of active users');
    table.string('source', 255).primary();
    table.integer('users').comment('Null: never counted yet');
    instant(table, 'counted_at');
    instant(table, 'attempted_at').notNullable();
    table
      .text('error')
      .comment('Why the last attempt failed; null: it did not');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'license_user_counts',
    'license_events',
    'license_locks',
    'license_runs',
    'license_outcomes',
    'license_file_sightings',
    'license_versions',
    'licenses',
    'license_state',
  ]) {
    await knex.schema.dropTable(table);
  }
};
