import { TestDatabases } from '@backstage/backend-test-utils';
import { databaseIds } from '../__testUtils__/startLicenseBackend';
import { connectDatabase } from './connectDatabase';
import { Database } from './Database';
import { DatabaseError } from './DatabaseError';

describe('what a database throws', () => {
  const databases = TestDatabases.create({ ids: databaseIds });

  it.each(databases.eachSupportedId())(
    'holds nothing of the license it could not write, on %p',
    async id => {
      const knex = await databases.init(id);
      await connectDatabase({ getClient: async () => knex });
      await knex.schema.dropTable('license_documents');
      const error: Error = await new Database(knex)
        .transaction(async tx =>
          tx('license_documents').insert({
            digest: 'CANARY-ID',
            document: 'CANARY-DOCUMENT',
          }),
        )
        .catch(thrown => thrown);
      expect(error).toMatchObject({ name: 'DatabaseError' });
      expect(`${error.message} ${error.stack}`).not.toContain('CANARY');
    },
  );

  it('is what our own code throws inside of a transaction', async () => {
    const knex = await databases.init('SQLITE_3');
    const own = new Error('Nothing to do with the database');
    await expect(
      new Database(knex).transaction(async () => {
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
    const knex = await databases.init('SQLITE_3');
    const error: Error = await new Database(knex)
      .run(async () => {
        throw new Error(message);
      })
      .catch(thrown => thrown);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(error).toMatchObject({ isUnavailable: true });
    expect(error.message).not.toContain(message);
  });

  it('is an unavailable database where it does not answer', async () => {
    const knex = await databases.init('SQLITE_3');
    jest.useFakeTimers({ doNotFake: ['nextTick'] });
    try {
      const answer = new Database(knex)
        .run(() => new Promise<never>(() => {}))
        .catch(thrown => thrown);
      await jest.advanceTimersByTimeAsync(10_000);
      expect(await answer).toMatchObject({ isUnavailable: true });
    } finally {
      jest.useRealTimers();
    }
  });
});
