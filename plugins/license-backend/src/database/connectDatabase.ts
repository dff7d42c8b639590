import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { Knex } from 'knex';

const MIGRATIONS = resolvePackagePath(
  '@thetasecure/backstage-plugin-license-backend',
  'migrations',
);

/** The first migration of development versions, whose tables nothing reads any more. */
const FORMER = '20261124120000_licenses.js';

/** @throws if the tables are those of a development version: nothing of it was published, so nothing is converted */
async function refuseFormerTables(knex: Knex): Promise<void> {
  if (
    (await knex.schema.hasTable('knex_migrations')) &&
    (await knex('knex_migrations').where('name', FORMER).first())
  ) {
    throw new ConflictError(
      'The database of the plugin "license" was made by a development version, whose tables have another shape. Delete it (of the development portal: the folder .portal at the top of the checkout), start again, and upload the licenses again.',
    );
  }
}

/**
 * Connects to the plugin's database and brings its tables up to date, unless `database.migrations.skip` says that
 * somebody else does.
 */
export async function connectDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await refuseFormerTables(knex);
    await knex.migrate.latest({ directory: MIGRATIONS });
  }
  return knex;
}
