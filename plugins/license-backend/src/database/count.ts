import { Knex } from 'knex';

/** The number of rows that a query finds. PostgreSQL answers with a text. */
export async function count(query: Knex.QueryBuilder): Promise<number> {
  const [{ total }] = await query.count({ total: '*' });
  return Number(total);
}
