import { TestDatabases } from '@backstage/backend-test-utils';
import { connectDatabase } from '../database/connectDatabase';
import { Database } from '../database/Database';
import { OutcomeStore } from './OutcomeStore';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });

describe.each(databases.eachSupportedId())('outcomes, on %p', id => {
  let store: OutcomeStore;

  const replace = async (outcomes: ReadonlyMap<string, string>) =>
    store.replace([...outcomes.keys()], subject => outcomes.get(subject));

  beforeEach(async () => {
    const knex = await databases.init(id);
    await connectDatabase({ getClient: async () => knex });
    store = new OutcomeStore(new Database(knex));
  });

  it('tell what is new, other or gone, however many there are', async () => {
    const many = Array.from(
      { length: 1450 },
      (_, index) => [`LIC-${index}`, 'active'] as const,
    );
    const other = new Map([...many.slice(1), ['LIC-7', 'expired'] as const]);
    expect(await replace(new Map(many))).toHaveLength(1450);
    expect(await replace(new Map(many))).toEqual([]);
    expect(await replace(other)).toEqual(['LIC-7', 'LIC-0']);
    expect(await replace(other)).toEqual([]);
  });

  it('have nothing to tell of one that was put', async () => {
    await store.put('LIC-A', 'active');
    await store.put('LIC-A', 'expired');
    await store.put('LIC-B', 'active');
    await store.put('LIC-B', undefined);
    const outcomes = new Map([['LIC-A', 'expired']]);
    expect(await replace(outcomes)).toEqual([]);
  });
});
