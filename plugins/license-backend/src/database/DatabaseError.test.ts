import { TestDatabases } from '@backstage/backend-test-utils';
import { databaseIds } from '../__testUtils__/startLicenseBackend';
import { storeOn } from '../__testUtils__/storeOn';
import { connectDatabase } from './connectDatabase';

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
});
