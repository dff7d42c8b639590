// @ts-check

/*
 * Who counts as an active user, since when, and how many there were each day; who signed in; and what receivers of
 * notifications were told. All of it can be counted anew. Each attempt to count has rows of its own, so that a
 * count is one list for whoever reads it, whatever is counted meanwhile.
 */
const INSTANT_LENGTH = 24;
const DATE_LENGTH = 10;

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  const instant = (table, name) => table.string(name, INSTANT_LENGTH);

  await knex.schema.createTable('license_user_counts', table => {
    table.comment('The last count of each source of active users');
    table.string('source', 255).primary();
    table.string('published', 36).comment('The attempt whose users are shown');
    table
      .integer('users')
      .comment('So many; if they are others, that count is not believed');
    instant(table, 'counted_at');
    table
      .boolean('settled')
      .notNullable()
      .defaultTo(false)
      .comment('Two counts in a row once came to the same number');
    table
      .text('error')
      .comment('Why the last attempt failed; null: it did not');
    table
      .string('attempt', 36)
      .notNullable()
      .comment('The last one that began; an earlier one publishes nothing');
    table
      .bigInteger('due_at')
      .notNullable()
      .comment(
        "Nobody else counts before; milliseconds since the epoch by the database's clock",
      );
  });

  await knex.schema.createTable('license_users', table => {
    table.comment('Whom each attempt found; never changed, only removed');
    table.string('attempt', 36).notNullable();
    table.string('user_ref', 255).notNullable().comment('In lower case');
    table.string('display_name', 255);
    table
      .text('search_text')
      .notNullable()
      .comment('Both in lower case: what databases call lower differs');
    table.string('reason', 255).comment('Null: the rule of the source');
    instant(table, 'since').notNullable();
    instant(table, 'last_seen_at');
    table.primary(['attempt', 'user_ref']);
  });

  await knex.schema.createTable('license_sign_ins', table => {
    table.comment('The last sign-in of each user, as the auth backend told');
    table.string('user_ref', 255).primary().comment('In lower case');
    instant(table, 'last_at').notNullable().index();
  });

  await knex.schema.createTable('license_sign_in_state', table => {
    table.comment('One row: how far sign-ins were reported, and when');
    table.integer('id').primary();
    instant(table, 'reported_until');
    instant(table, 'reported_at').comment(
      'The last time that nothing was left to report',
    );
  });
  await knex('license_sign_in_state').insert({ id: 1 });

  await knex.schema.createTable('license_usage_days', table => {
    table.comment('Active users and seats, one row a day in UTC');
    table.string('date', DATE_LENGTH).primary();
    table.integer('active_users').notNullable().comment('The last count');
    table.integer('peak_users').notNullable().comment('The highest count');
    table
      .bigInteger('capacity')
      .notNullable()
      .comment('Seats at the last count');
  });

  await knex.schema.createTable('license_warnings', table => {
    table.comment('What receivers were told of: each cause once');
    table.string('cause', 100).primary();
    instant(table, 'noticed_at').notNullable();
    instant(table, 'attempted_at').comment(
      'The last time that somebody began to send it',
    );
    instant(table, 'settled_at').comment(
      'Sent, or another one says more; null: still to be sent',
    );
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  for (const table of [
    'license_warnings',
    'license_usage_days',
    'license_sign_in_state',
    'license_sign_ins',
    'license_users',
    'license_user_counts',
  ]) {
    await knex.schema.dropTable(table);
  }
};
