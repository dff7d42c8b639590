import { DatabaseService } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';

/** A row of the auth backend: a user, and when the last token was issued, as written on the wall of a clock in UTC. */
export interface UserInfo {
  ref: string;
  /** `2026-01-15 09:00:00.000`, or with more decimals. */
  wall: string;
}

/** The table has no index by time, so each look goes through all of it. */
const ROWS_PER_LOOK = 5000;

/** For times that nobody can read: they lie ahead for ever, so nobody takes them for a time. */
const UNREADABLE = '9999-12-31 23:59:59.999';

/**
 * The auth backend writes the time in UTC without an offset. PostgreSQL takes it for a time in the zone of the
 * session, so it is read back in that zone. SQLite keeps the text; numbers are what its driver makes of dates.
 */
const WALL = {
  postgres: `COALESCE(to_char(updated_at, 'YYYY-MM-DD HH24:MI:SS.US'), '${UNREADABLE}') COLLATE "C"`,
  sqlite: `COALESCE(CASE typeof(updated_at)
    WHEN 'text' THEN strftime('%Y-%m-%d %H:%M:%f', updated_at)
    ELSE strftime('%Y-%m-%d %H:%M:%f', updated_at / 1000.0, 'unixepoch')
  END, '${UNREADABLE}')`,
};

/** An instant in milliseconds since the epoch, as a text that compares with those of the rows. */
export const toWall = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');

/** The other way round; finer than milliseconds is cut. */
export const fromWall = (wall: string): number =>
  Date.parse(`${wall.slice(0, 23).replace(' ', 'T')}Z`);

/** Reads the sign-in records of the auth backend, and changes nothing. */
export class UserInfoReader {
  readonly #database: DatabaseService;
  #isReady = false;

  constructor(database: DatabaseService) {
    this.#database = database;
  }

  /** Whether the auth backend has made its table, which it does after modules have started. */
  async isReady(): Promise<boolean> {
    this.#isReady ||= await this.#ask(knex =>
      knex.schema.hasColumn('user_info', 'updated_at'),
    );
    return this.#isReady;
  }

  /**
   * The rows of a time or later, in batches, ordered by time and user. The last batch may be empty.
   *
   * @param from - as `toWall` writes it; an empty text for all rows
   * @param size - so many rows a batch holds at most
   */
  async *batches(
    from: string,
    size: number,
  ): AsyncGenerator<{ rows: UserInfo[]; isLast: boolean }> {
    let last: UserInfo | undefined;
    let isEnd = false;
    while (!isEnd) {
      const rows = await this.#look(from, last);
      isEnd = rows.length < ROWS_PER_LOOK;
      last = rows.at(-1);
      for (let at = 0; at === 0 || at < rows.length; at += size) {
        yield {
          rows: rows.slice(at, at + size),
          isLast: isEnd && at + size >= rows.length,
        };
      }
    }
  }

  async #look(from: string, after: UserInfo | undefined): Promise<UserInfo[]> {
    return this.#ask(async knex => {
      const wall = knex.client.config.client.includes('sqlite')
        ? WALL.sqlite
        : WALL.postgres;
      const records = knex('user_info')
        .select({ ref: 'user_entity_ref', wall: knex.raw(wall) })
        .as('records');
      return knex
        .select('ref', 'wall')
        .from(records)
        .where('wall', '>=', from)
        .modify(query => {
          if (after) {
            query.whereRaw('(wall > ? OR (wall = ? AND ref > ?))', [
              after.wall,
              after.wall,
              after.ref,
            ]);
          }
        })
        .orderBy(['wall', 'ref'])
        .limit(ROWS_PER_LOOK);
    });
  }

  /** @throws without the statement: what drivers say holds its values, and those are users */
  async #ask<T>(work: (knex: Knex) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#database.getClient());
    } catch (error) {
      const { code, name } = error as Error & { code?: unknown };
      throw new Error(
        `The database of the auth backend did not answer (${
          typeof code === 'string' ? code : name
        })`,
      );
    }
  }
}
