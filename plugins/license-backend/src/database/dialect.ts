import { Knex } from 'knex';

/** What the two databases call the larger and the smaller of several values. */
export function dialectOf(knex: Knex): {
  isSqlite: boolean;
  larger: 'max' | 'greatest';
  smaller: 'min' | 'least';
} {
  const isSqlite = knex.client.config.client.includes('sqlite');
  return isSqlite
    ? { isSqlite, larger: 'max', smaller: 'min' }
    : { isSqlite, larger: 'greatest', smaller: 'least' };
}
