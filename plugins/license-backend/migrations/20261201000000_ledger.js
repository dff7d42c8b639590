// @ts-check

/*
 * The ledger is the only truth of what is installed, trusted, revoked and alarmed; beside it stand the documents it
 * speaks of, and one record of where it ended. Every row bears a digest or a seal, so no column is believed for
 * standing there.
 *
 * Instants are ISO 8601 texts in UTC with milliseconds: they sort as they read, and are the same bytes on SQLite and
 * PostgreSQL. New tables only, so it costs nothing on either.
 */
const INSTANT_LENGTH = 24;
const DIGEST_LENGTH = 64;

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.schema.createTable('license_ledger', table => {
    table.comment('What happened, one entry a change, chained. Never updated');
    table.bigInteger('sequence').primary();
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

  await knex.schema.createTable('license_documents', table => {
    table.comment(
      'Uploaded license files, byte for byte. Erased with the license or the version they belong to',
    );
    table
      .string('digest', DIGEST_LENGTH)
      .primary()
      .comment('SHA-256 of the text, hex: an entry of the ledger names it');
    table.text('document').notNullable();
  });

  await knex.schema.createTable('license_mark', table => {
    table.comment(
      'One row: the latest instant and the end of the ledger, as last recorded. Also the lock of whoever appends',
    );
    table.integer('id').primary().comment('Always 1');
    table.text('content').notNullable().comment('JSON');
    table.string('seal', 100).comment('Key id and HMAC-SHA-256 of the content');
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.schema.dropTable('license_mark');
  await knex.schema.dropTable('license_documents');
  await knex.schema.dropTable('license_ledger');
};
