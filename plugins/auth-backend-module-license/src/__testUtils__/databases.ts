import { TestDatabaseId, TestDatabases } from '@backstage/backend-test-utils';
import { Knex } from 'knex';

/** The databases that every test of the module runs on. */
export const databaseIds: TestDatabaseId[] = ['SQLITE_3', 'POSTGRES_18'];

/** Runs a group of tests on each database; `newDatabase` makes an empty one. */
export function describeOnDatabases(
  name: string,
  tests: (newDatabase: () => Promise<Knex>, id: TestDatabaseId) => void,
): void {
  const databases = TestDatabases.create({ ids: databaseIds });
  describe.each(databases.eachSupportedId())(`${name}, on %p`, id => {
    tests(() => databases.init(id), id);
  });
}

/** A day in milliseconds. */
export const DAY = 24 * 60 * 60 * 1000;

/** So many milliseconds ago, as ISO 8601 in UTC. */
export const ago = (milliseconds: number): string =>
  new Date(Date.now() - milliseconds).toISOString();

/** As the auth backend writes an instant. */
export const written = (instant: string): string =>
  instant.replace('T', ' ').replace('Z', '');

/** Adds rows as the auth backend writes them, a user with an instant each. */
export async function addRows(
  knex: Knex,
  ...rows: [user: string, updatedAt: string | number][]
): Promise<void> {
  for (let at = 0; at < rows.length; at += 200) {
    await knex('user_info').insert(
      rows.slice(at, at + 200).map(([user, updatedAt]) => ({
        user_entity_ref: user,
        user_info: '{}',
        updated_at:
          typeof updatedAt === 'number' ? updatedAt : written(updatedAt),
        // What a migration wrote into old rows: it means nothing.
        created_at: '2020-01-01 00:00:00.000',
      })),
    );
  }
}

/** When each user last signed in, as the license backend knows it. */
export async function signInsOf(knex: Knex): Promise<Record<string, string>> {
  const rows = await knex('license_sign_ins').orderBy('user_ref');
  return Object.fromEntries(
    rows.map(({ user_ref, last_at }) => [user_ref, last_at]),
  );
}
