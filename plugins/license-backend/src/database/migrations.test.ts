import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  databaseIds,
  describeOnDatabases,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { connectDatabase } from './connectDatabase';

const directory = resolvePackagePath(
  '@thetasecure/backstage-plugin-license-backend',
  'migrations',
);

describe('the databases of the tests', () => {
  const databases = TestDatabases.create({ ids: databaseIds });

  it('are both there', () => {
    expect(databases.eachSupportedId()).toEqual([
      ['SQLITE_3'],
      ['POSTGRES_18'],
    ]);
  });
});

describeOnDatabases('migrations', newDatabase => {
  it('go up, keep what is there, and down again', async () => {
    const knex = await newDatabase();
    await knex.migrate.latest({ directory });
    await knex('license_documents').insert({ digest: 'a', document: '{}' });
    await knex.migrate.latest({ directory });
    expect(await knex('license_documents')).toHaveLength(1);

    await knex.migrate.rollback({ directory }, true);
    for (const table of [
      'license_ledger',
      'license_documents',
      'license_mark',
      'license_runs',
      'license_locks',
      'license_outcomes',
      'license_user_counts',
      'license_users',
      'license_sign_ins',
      'license_usage_days',
      'license_warnings',
    ]) {
      expect([table, await knex.schema.hasTable(table)]).toEqual([
        table,
        false,
      ]);
    }
    await knex.migrate.latest({ directory });
    expect(await knex('license_documents')).toEqual([]);
    await knex.destroy();
  });

  it('are left to others if the database service says so', async () => {
    const knex = await newDatabase();
    const database = {
      getClient: async () => knex,
      migrations: { skip: true },
    };
    await connectDatabase(database);
    expect(await knex.schema.hasTable('license_ledger')).toBe(false);
    await knex.destroy();
  });

  it('meet the tables of a development version with what to do', async () => {
    const knex = await newDatabase();
    await knex.schema.createTable('knex_migrations', table => {
      table.increments();
      table.string('name');
      table.integer('batch');
      table.timestamp('migration_time');
    });
    await knex('knex_migrations').insert({
      name: '20261124120000_licenses.js',
      batch: 1,
    });
    await expect(
      connectDatabase({ getClient: async () => knex }),
    ).rejects.toThrow(/development version.*Delete it.*\.portal/);
    await knex.destroy();
  });

  it('leave one ledger, however many replicas start', async () => {
    const knex = await newDatabase();
    const backends = [];
    for (const _ of [1, 2]) {
      backends.push(await startLicenseBackend({ knex }));
    }
    expect(await knex('license_ledger').where('kind', 'instance')).toHaveLength(
      1,
    );
    await Promise.all(backends.map(backend => backend.stop()));
  });
});
