import { Knex } from 'knex';
import { isDoneWithin } from '../isDoneWithin';
import { DatabaseError, toDatabaseError } from './DatabaseError';

/**
 * Whoever asks is answered after so long, in milliseconds: a database that is there and does nothing (its process
 * stopped, its connection open) would leave every request hanging otherwise.
 */
const PATIENCE = 9_000;

/** Rows in one statement: SQLite and PostgreSQL bound the number of parameters. */
const CHUNK = 200;

/** Parts of a list that one statement can take. */
export function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHUNK) {
    yield items.slice(start, start + CHUNK);
  }
}

/** The number of rows that a query finds. PostgreSQL answers with a text. */
export async function count(query: Knex.QueryBuilder): Promise<number> {
  const [{ total }] = await query.count({ total: '*' });
  return Number(total);
}

/**
 * The plugin's database, for the stores that hold its SQL. What goes wrong is a `DatabaseError`, which holds no value
 * of a statement, and comes when patience is at an end, at the latest.
 */
export class Database {
  readonly #isSqlite: boolean;
  /** What the database calls the larger of several values. */
  readonly larger: 'max' | 'greatest';

  /** @param patience - how long a statement is waited for, in milliseconds */
  constructor(
    private readonly knex: Knex,
    private readonly patience = PATIENCE,
  ) {
    this.#isSqlite = knex.client.config.client.includes('sqlite');
    this.larger = this.#isSqlite ? 'max' : 'greatest';
  }

  /** Runs statements outside of a transaction. */
  async run<T>(work: (knex: Knex) => PromiseLike<T>): Promise<T> {
    return inTime(this.patience, async () => work(this.knex));
  }

  /** Runs statements that happen together or not at all; not at all if whoever asked was told that it took too long. */
  async transaction<T>(work: (tx: Knex.Transaction) => Promise<T>): Promise<T> {
    return inTime(this.patience, async isLate =>
      this.knex.transaction(async tx => {
        const refuseLate = () => {
          if (isLate()) {
            throw DatabaseError.late();
          }
        };
        refuseLate();
        const result = await work(tx);
        refuseLate();
        return result;
      }),
    );
  }

  /** The clock of the database in milliseconds since the epoch, and some more, as a value in a statement. */
  clock(knex: Knex, plus = 0): Knex.Raw {
    return this.#isSqlite
      ? knex.raw(
          "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?",
          [plus],
        )
      : knex.raw(
          'CAST(extract(epoch from clock_timestamp()) * 1000 AS bigint) + ?',
          [plus],
        );
  }
}

/** @throws a `DatabaseError` for what the driver throws, and if it takes too long */
async function inTime<T>(
  patience: number,
  work: (isLate: () => boolean) => Promise<T>,
): Promise<T> {
  let isLate = false;
  const working = work(() => isLate).catch(error => {
    throw toDatabaseError(error);
  });
  if (!(await isDoneWithin(patience, working))) {
    isLate = true;
    throw DatabaseError.late();
  }
  return working;
}
