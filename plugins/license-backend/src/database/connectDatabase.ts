import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { makeState } from './rows';

const MIGRATIONS = resolvePackagePath(
  '@thetasecure/backstage-plugin-license-backend',
  'migrations',
);

/**
 * Connects to the plugin's database, brings its tables up to date (unless `database.migrations.skip` says that
 * somebody else does), and makes the row that all replicas share.
 */
export async function connectDatabase(
  database: DatabaseService,
): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest({ directory: MIGRATIONS });
  }
  await makeState(knex);
  return knex;
}
