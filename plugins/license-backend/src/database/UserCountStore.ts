import { Knex } from 'knex';
import { guarded } from './DatabaseError';
import { toInstant } from './instants';

/** The last count of a source of active users, as every replica sees it. */
export interface UserCount {
  /** Absent if nothing was ever counted. */
  last?: { users: number; countedAt: string };
  /** ISO 8601 in UTC. */
  attemptedAt: string;
  /** Why the last attempt failed; absent if it did not. */
  error?: string;
}

/** Keeps the last count of active users, so that restarts, replicas and failures show one number. */
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
    return (
      row && {
        ...(row.users !== null &&
          row.counted_at !== null && {
            last: { users: row.users, countedAt: row.counted_at },
          }),
        attemptedAt: row.attempted_at,
        ...(row.error !== null && { error: row.error }),
      }
    );
  }

  async recordCount(source: string, users: number): Promise<void> {
    const now = toInstant(Date.now());
    await this.#put(source, {
      users,
      counted_at: now,
      attempted_at: now,
      error: null,
    });
  }

  /** The last number stays. */
  async recordFailure(source: string, error: string): Promise<void> {
    await this.#put(source, { attempted_at: toInstant(Date.now()), error });
  }

  async #put(
    source: string,
    values: {
      attempted_at: string;
      error: string | null;
      users?: number;
      counted_at?: string;
    },
  ): Promise<void> {
    await this.#knex('license_user_counts')
      .insert({ source, ...values })
      .onConflict('source')
      .merge(values);
  }
}
