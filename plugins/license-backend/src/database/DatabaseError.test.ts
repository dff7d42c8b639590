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
    'select * from "license_documents" where "digest" = $1 - Connection terminated unexpectedly',
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

  describe('where it does not answer', () => {
    const PATIENCE = 20;
    let answer: (error: Error) => void;
    const noAnswer = () =>
      new Promise<never>((_, reject) => {
        answer = reject;
      });

    it.each<[string, (database: Database) => Promise<unknown>]>([
      ['a statement', database => database.run(noAnswer)],
      ['a transaction', database => database.transaction(noAnswer)],
    ])('is an unavailable database, in %s', async (_, ask) => {
      const knex = await databases.init('SQLITE_3');
      const asked = performance.now();
      const error = await ask(new Database(knex, PATIENCE)).catch(
        thrown => thrown,
      );
      expect(error).toBeInstanceOf(DatabaseError);
      expect(error).toMatchObject({ isUnavailable: true });
      // Timers of Node may be a millisecond early.
      expect(performance.now() - asked).toBeGreaterThanOrEqual(PATIENCE - 1);
      // What comes later is nobody's any more, and gives the connection back.
      answer(new Error('Connection terminated'));
    });
  });
});
