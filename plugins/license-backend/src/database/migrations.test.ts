import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import {
  describeOnDatabases,
  databaseIds,
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
    await knex('licenses').insert({
      license_id: 'LIC-A',
      document: '{}',
      installed_at: '2026-01-01T00:00:00.000Z',
      installed_by: 'user:default/a',
    });
    await knex.migrate.latest({ directory });
    expect(await knex('licenses')).toHaveLength(1);

    await knex.migrate.rollback({ directory }, true);
    expect(await knex.schema.hasTable('licenses')).toBe(false);
    await knex.migrate.latest({ directory });
    expect(await knex('licenses')).toEqual([]);
    await knex.destroy();
  });

  it('forget numbers of users whose names nobody knows', async () => {
    const knex = await newDatabase();
    await knex.migrate.latest({ directory });
    await knex.migrate.down({ directory, name: '20261125010000_usage.js' });
    await knex('license_user_counts').insert({
      source: 'catalog',
      users: 63,
      counted_at: '2026-01-01T00:00:00.000Z',
      attempted_at: '2026-01-01T00:00:00.000Z',
    });
    await knex.migrate.latest({ directory });
    expect(await knex('license_user_counts')).toEqual([]);
    await knex.destroy();
  });

  it('are left to others if the database service says so', async () => {
    const knex = await newDatabase();
    const refusal = connectDatabase({
      getClient: async () => knex,
      migrations: { skip: true },
    }).then(
      () => 'none',
      error => error.message,
    );
    expect(await refusal).toContain('license_state');
    await knex.destroy();
  });

  it('make the shared row once, however many replicas start', async () => {
    const knex = await newDatabase();
    const database = { getClient: async () => knex };
    await connectDatabase(database);
    const [before] = await knex('license_state');
    await Promise.all([connectDatabase(database), connectDatabase(database)]);
    expect(await knex('license_state')).toEqual([before]);
    await knex.destroy();
  });
});
