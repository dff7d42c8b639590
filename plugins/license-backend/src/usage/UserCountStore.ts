import { ActiveUser } from '@thetasecure/backstage-plugin-license-node';
import { Knex } from 'knex';
import { setImmediate as breathe } from 'node:timers/promises';
import { count } from './count';
import { guarded } from './DatabaseError';
import { dialectOf } from './dialect';
import { toInstant } from './instants';
import { isSeatOf } from './seats';
import { SeatRow, UserCountRow } from './tables';

/** SQLite takes so many rows in one statement. */
const ROWS_PER_STATEMENT = 200;

/** The last count of a source of active users, as every replica sees it. */
export interface UserCount {
  /** Absent if nothing was ever counted. */
  last?: { users: number; countedAt: string };
  /** When somebody last began to count, or went on with it; ISO 8601 in UTC. */
  attemptedAt: string;
  /** Why the last attempt failed; absent if it did not. */
  error?: string;
  /** So many counts began. */
  attempt: number;
  /** So long the last count took, in milliseconds. */
  took: number;
}

export const toUserCount = (row: UserCountRow): UserCount => ({
  ...(row.users !== null &&
    row.counted_at !== null && {
      last: { users: row.users, countedAt: row.counted_at },
    }),
  attemptedAt: row.attempted_at,
  attempt: row.attempt,
  took: row.took,
  ...(row.error !== null && { error: row.error }),
});

/** A count that is under way. */
export interface Counting {
  source: string;
  attempt: number;
  /** Milliseconds since the epoch. */
  startedAt: number;
}

/**
 * Keeps the last count of active users and who they are, so that restarts, replicas and failures show one number,
 * and the number is the length of the list.
 *
 * @remarks
 * Counting goes through the users in pages, while the last count stays as it was: each user has the first and the
 * last attempt that saw them, and those are shown whose attempts embrace the published one. Publishing is the update
 * of one row.
 */
export class UserCountStore {
  readonly #knex: Knex;

  static create(knex: Knex): UserCountStore {
    return guarded(new UserCountStore(knex));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async get(source: string): Promise<UserCount | undefined> {
    const row = await this.#knex('license_user_counts')
      .where('source', source)
      .first();
    return row && toUserCount(row);
  }

  /**
   * Begins to count.
   *
   * @param seen - what `get` answered
   * @returns `undefined` if another replica began since
   */
  async begin(
    source: string,
    seen: UserCount | undefined,
  ): Promise<Counting | undefined> {
    const startedAt = Date.now();
    const attempted_at = toInstant(startedAt);
    await this.#knex('license_user_counts')
      .insert({ source, attempted_at })
      .onConflict('source')
      .ignore();
    const attempt = (seen?.attempt ?? 0) + 1;
    const taken = await this.#knex('license_user_counts')
      .where({ source, attempt: attempt - 1 })
      .update({ attempt, attempted_at });
    if (!taken) {
      return undefined;
    }
    await this.#forget(source);
    return { source, attempt, startedAt };
  }

  /**
   * Stores a page of users.
   *
   * @returns whether this count is still the latest
   */
  async add(
    { source, attempt }: Counting,
    users: readonly ActiveUser[],
  ): Promise<boolean> {
    const now = toInstant(Date.now());
    const { larger, smaller } = dialectOf(this.#knex);
    // The same user twice in one statement is an error in PostgreSQL.
    const rows = new Map<string, SeatRow>();
    for (const { user, displayName, since, lastSeenAt, reason } of users) {
      const user_ref = user.toLowerCase();
      rows.set(user_ref, {
        source,
        user_ref,
        display_name: displayName?.slice(0, 255) ?? null,
        search_text: `${user_ref}\n${displayName?.toLowerCase() ?? ''}`.slice(
          0,
          511,
        ),
        reason: reason?.slice(0, 255) ?? null,
        since: since?.toISOString() ?? now,
        last_seen_at: lastSeenAt?.toISOString() ?? null,
        first_attempt: attempt,
        last_attempt: attempt,
      });
    }
    const all = [...rows.values()];
    for (let at = 0; at < all.length; at += ROWS_PER_STATEMENT) {
      await this.#knex('license_seats')
        .insert(all.slice(at, at + ROWS_PER_STATEMENT))
        .onConflict(['source', 'user_ref'])
        .merge({
          ...Object.fromEntries(
            ['display_name', 'search_text', 'reason', 'last_seen_at'].map(
              column => [column, this.#knex.raw(`excluded.${column}`)],
            ),
          ),
          // A count that another replica took over must not undo what that one saw.
          first_attempt: this.#knex.raw(
            `${smaller}(license_seats.first_attempt, excluded.first_attempt)`,
          ),
          last_attempt: this.#knex.raw(
            `${larger}(license_seats.last_attempt, excluded.last_attempt)`,
          ),
        } as never);
      // SQLite answers at once, so that nobody else would get a turn.
      await breathe();
    }
    const isLatest = await this.#knex('license_user_counts')
      .where({ source, attempt })
      .update({ attempted_at: now });
    return isLatest > 0;
  }

  /**
   * Shows the users of a count from now on.
   *
   * @returns how many they are; `undefined` if another replica began to count since
   */
  async publish({
    source,
    attempt,
    startedAt,
  }: Counting): Promise<number | undefined> {
    const users = await count(
      this.#knex('license_seats').where(isSeatOf(source, attempt)),
    );
    const now = Date.now();
    const published = await this.#knex('license_user_counts')
      .where({ source, attempt })
      .update({
        published: attempt,
        users,
        counted_at: toInstant(now),
        attempted_at: toInstant(now),
        took: Math.max(0, now - startedAt),
        error: null,
      });
    return published ? users : undefined;
  }

  /** The last number stays, and so do its users. */
  async recordFailure(
    { source, attempt }: Counting,
    error: string,
  ): Promise<void> {
    await this.#knex('license_user_counts')
      .where({ source, attempt })
      .update({ attempted_at: toInstant(Date.now()), error });
  }

  /** Removes those who no longer count: when they come back, they count since then. */
  async #forget(source: string): Promise<void> {
    await this.#knex('license_seats')
      .where('source', source)
      .where(
        'last_attempt',
        '<',
        this.#knex('license_user_counts')
          .where('source', source)
          .select('published'),
      )
      .delete();
  }
}
