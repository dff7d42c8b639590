import { TestDatabases } from '@backstage/backend-test-utils';
import { databaseIds } from '../__testUtils__/startLicenseBackend';
import { storeOn } from '../__testUtils__/storeOn';
import { connectDatabase } from './connectDatabase';
import { DatabaseError, guarded } from './DatabaseError';

describe('what a store throws', () => {
  const databases = TestDatabases.create({ ids: databaseIds });

  it.each(databases.eachSupportedId())(
    'holds nothing of the license it could not write, on %p',
    async id => {
      const knex = await databases.init(id);
      await connectDatabase({ getClient: async () => knex });
      const store = storeOn(knex);
      await knex.schema.dropTable('licenses');
      const error: Error = await store
        .transaction(tx =>
          tx.putLicense({
            licenseId: 'CANARY-ID',
            document: 'CANARY-DOCUMENT',
            installedAt: '2026-01-01T00:00:00.000Z',
            installedBy: 'user:default/a',
          }),
        )
        .catch(thrown => thrown);
      expect(error).toMatchObject({ name: 'DatabaseError' });
      expect(`${error.message} ${error.stack}`).not.toContain('CANARY');
    },
  );

  it('is what our own code throws inside of a transaction', async () => {
    const knex = await databases.init('SQLITE_3');
    await connectDatabase({ getClient: async () => knex });
    const own = new Error('Nothing to do with the database');
    await expect(
      storeOn(knex).transaction(async () => {
        throw own;
      }),
    ).rejects.toBe(own);
  });

  it.each([
    'select * from "licenses" where "license_id" = $1 - Connection terminated unexpectedly',
    'COMMIT; - Connection terminated unexpectedly',
    'ROLLBACK - Client has encountered a connection error and is not queryable',
    'Connection terminated due to connection timeout',
    'timeout expired',
  ])('is an unavailable database where a driver says %p', async message => {
    const store = guarded({
      read: async () => {
        throw new Error(message);
      },
    });
    const error: Error = await store.read().catch(thrown => thrown);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ isUnavailable: true });
    expect(error.message).not.toContain(message);
  });
});
