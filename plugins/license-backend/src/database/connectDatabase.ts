import { randomUUID } from 'node:crypto';
import {
  DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

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
  // Replicas that start together all try; the first row stays.
  await knex('license_state')
    .insert({
      id: 1,
      revision: 1,
      sources_revision: 1,
      product_instance_id: randomUUID(),
    })
    .onConflict('id')
    .ignore();
  return knex;
}
