import { TestDatabases } from '@backstage/backend-test-utils';
import { JsonObject } from '@backstage/types';
import knexFactory from 'knex';
import {
  StartedBackend,
  startLicenseBackend,
} from '../../__testUtils__/startLicenseBackend';

/** Two backends that share nothing but a PostgreSQL database: each has connections of its own. */
export async function startTwoBackends(
  databases: TestDatabases,
  license: JsonObject,
): Promise<{ backends: StartedBackend[]; stop: () => Promise<void> }> {
  const knex = await databases.init('POSTGRES_18');
  const other = knexFactory({
    client: 'pg',
    connection: knex.client.config.connection,
    pool: knex.client.config.pool,
  });
  const backends: StartedBackend[] = [];
  for (const pool of [knex, other]) {
    backends.push(await startLicenseBackend({ knex: pool, license }));
  }
  return {
    backends,
    stop: async () => {
      await Promise.all(backends.map(backend => backend.stop()));
      await other.destroy();
    },
  };
}
