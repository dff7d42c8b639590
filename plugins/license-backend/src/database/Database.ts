import { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
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
  readonly #knex: Knex;
  readonly #patience: number;
  readonly isSqlite: boolean;
  /** What the databases call the larger and the smaller of several values. */
  readonly larger: 'max' | 'greatest';
  readonly smaller: 'min' | 'least';

  /** @param patience - how long a statement is waited for, in milliseconds */
  constructor(knex: Knex, patience = PATIENCE) {
    this.#knex = knex;
    this.#patience = patience;
    this.isSqlite = knex.client.config.client.includes('sqlite');
    this.larger = this.isSqlite ? 'max' : 'greatest';
    this.smaller = this.isSqlite ? 'min' : 'least';
  }

  /** Runs statements outside of a transaction. */
  async run<T>(work: (knex: Knex) => PromiseLike<T>): Promise<T> {
    return inTime(this.#patience, async () => work(this.#knex));
  }

  /** Runs statements that happen together or not at all; not at all if whoever asked was told that it took too long. */
  async transaction<T>(work: (tx: Knex.Transaction) => Promise<T>): Promise<T> {
    return inTime(this.#patience, async isLate =>
      this.#knex.transaction(async tx => {
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
    return this.isSqlite
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
  const enough = new AbortController();
  let isLate = false;
  const working = work(() => isLate).catch(error => {
    throw toDatabaseError(error);
  });
  const late = sleep(patience, undefined, {
    signal: enough.signal,
    ref: false,
  }).then(
    () => {
      isLate = true;
      // It may still end, or fail, and nobody waits for it any more.
      working.catch(() => {});
      throw DatabaseError.late();
    },
    () => working,
  );
  try {
    return await Promise.race([working, late]);
  } finally {
    late.catch(() => {});
    enough.abort();
  }
}
