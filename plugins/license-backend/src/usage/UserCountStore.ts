import { ActiveUser } from '@thetasecure/backstage-plugin-license-node';
import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { count, Database } from '../database/Database';
import { toInstant } from '../database/instants';
import { UserCountRow } from '../database/tables';
import { knownInstant } from './knownInstant';

/** The last count of a source of active users, as every replica sees it. */
export interface UserCount {
  /** Absent if nothing was ever counted, or what is there cannot be. */
  last?: { attempt: string; users: number; countedAt: string };
  /** Whether two counts in a row ever came to the same number. */
  settled: boolean;
  /** Why the last attempt failed; absent if it did not. */
  error?: string;
  /** Names the last attempt. */
  attempt: string;
  /** Milliseconds until it is time to count again. */
  dueIn: number;
}

/** A count that is under way. */
export interface Counting {
  source: string;
  attempt: string;
  /** The attempt whose users are shown meanwhile. */
  shown?: string;
}

type CountRow = UserCountRow & {
  listed: number | string;
  now: number | string;
};

/** The users of the count of a source that is shown. */
export const shownUsers = (knex: Knex, source: string): Knex.QueryBuilder =>
  knex('license_users').whereIn(
    'license_users.attempt',
    knex('license_user_counts').where({ source }).select('published'),
  );

/** Selects what `toUserCount` reads. */
export const userCount = (
  database: Database,
  knex: Knex,
  source: string,
): Knex.QueryBuilder =>
  knex('license_user_counts')
    .where({ source })
    .select(
      'license_user_counts.*',
      shownUsers(knex, source).count('*').as('listed'),
      knex.raw('? AS now', [database.clock(knex)]),
    );

const later = (...instants: (string | undefined)[]): string | null =>
  instants
    .filter(instant => instant !== undefined)
    .sort()
    .at(-1) ?? null;

/** The number is that of the list, or nobody knows how many were counted, and it is time to count. */
export function toUserCount(row: CountRow): UserCount {
  const users = Number(row.listed);
  const countedAt = knownInstant(row.counted_at);
  const attempt = row.published ?? undefined;
  const last =
    attempt !== undefined && row.users === users && countedAt !== undefined
      ? { attempt, users, countedAt: toInstant(countedAt) }
      : undefined;
  return {
    ...(last && { last }),
    settled: Boolean(row.settled),
    ...(row.error !== null && { error: row.error }),
    attempt: row.attempt,
    dueIn: attempt && !last ? 0 : Number(row.due_at) - Number(row.now),
  };
}

/**
 * Keeps the last count of active users and who they are, so that restarts, replicas and failures show one number.
 *
 * @remarks
 * Each attempt to count writes rows of its own, while the last count stays as it was. Publishing is the update of one
 * row.
 */
export class UserCountStore {
  constructor(private readonly database: Database) {}

  async get(source: string): Promise<UserCount | undefined> {
    const row = await this.database.run(knex =>
      userCount(this.database, knex, source).first(),
    );
    return row && toUserCount(row);
  }

  /**
   * Begins to count.
   *
   * @param seen - what `get` answered
   * @param lease - nobody else begins for so many milliseconds
   * @returns `undefined` if another replica began since
   */
  async begin(
    source: string,
    seen: UserCount | undefined,
    lease: number,
  ): Promise<Counting | undefined> {
    const attempt = randomUUID();
    const shown = seen?.last?.attempt;
    const taken = await this.database.run(knex => {
      const row = { attempt, due_at: this.#in(knex, lease) };
      return (
        knex('license_user_counts')
          .insert({ source, ...row })
          .onConflict('source')
          // Others wait for the first count then, rather than begin one.
          .merge(shown === undefined ? { ...row, published: null } : row)
          .where('license_user_counts.attempt', seen?.attempt ?? '')
          .returning('source')
      );
    });
    return taken.length > 0 ? { source, attempt, shown } : undefined;
  }

  /**
   * Stores some users, as many as a statement takes. Whoever is there stays as they were first told.
   *
   * @returns whether this count is still the latest
   */
  async add(
    { source, attempt, shown }: Counting,
    users: readonly ActiveUser[],
    lease: number,
  ): Promise<boolean> {
    const now = toInstant(Date.now());
    const refs = users.map(({ user }) => user);
    return this.database.run(async knex => {
      const known = shown
        ? await knex('license_users')
            .where('attempt', shown)
            .whereIn('user_ref', refs)
        : [];
      const since = new Map(
        known
          .filter(row => knownInstant(row.since) !== undefined)
          .map(row => [row.user_ref, row.since]),
      );
      const signIns = await knex('license_sign_ins').whereIn('user_ref', refs);
      const signedInAt = new Map(
        signIns.map(row => [row.user_ref, row.last_at]),
      );
      await knex('license_users')
        .insert(
          users.map(({ user, displayName, reason, ...told }) => ({
            attempt,
            user_ref: user,
            display_name: displayName ?? null,
            search_text: `${user}\n${displayName?.toLowerCase() ?? ''}`,
            reason: reason ?? null,
            since: since.get(user) ?? told.since?.toISOString() ?? now,
            last_seen_at: later(
              told.lastSeenAt?.toISOString(),
              signedInAt.get(user),
            ),
          })),
        )
        .onConflict(['attempt', 'user_ref'])
        .ignore();
      const latest = await knex('license_user_counts')
        .where({ source, attempt })
        .update({ due_at: this.#in(knex, lease) });
      return latest > 0;
    });
  }

  /**
   * Shows the users of a count from now on, and removes those of others.
   *
   * @param judge - whether so many are a number to believe, and the milliseconds until it is time to count again
   * @returns `undefined` if another replica began to count since
   */
  async publish(
    { source, attempt }: Counting,
    judge: (users: number) => { settled: boolean; pause: number },
  ): Promise<{ users: number; settled: boolean } | undefined> {
    return this.database.transaction(async tx => {
      const users = await count(tx('license_users').where({ attempt }));
      const { settled, pause } = judge(users);
      const published = await tx('license_user_counts')
        .where({ source, attempt })
        .update({
          published: attempt,
          users,
          counted_at: toInstant(Date.now()),
          settled,
          error: null,
          due_at: this.#in(tx, pause),
        });
      if (!published) {
        return undefined;
      }
      // Sources that other replicas still count by keep theirs.
      await tx('license_users')
        .whereNotExists(
          tx('license_user_counts').whereRaw(
            'license_users.attempt IN (license_user_counts.published, license_user_counts.attempt)',
          ),
        )
        .delete();
      return { users, settled };
    });
  }

  /** The last number stays, and so do its users. */
  async recordFailure(
    { source, attempt }: Counting,
    error: string,
    pause: number,
  ): Promise<void> {
    await this.database.run(knex =>
      knex('license_user_counts')
        .where({ source, attempt })
        .update({ error, due_at: this.#in(knex, pause) }),
    );
  }

  /** So many milliseconds ahead, by the clock that all replicas share. */
  #in(knex: Knex, milliseconds: number): never {
    return this.database.clock(knex, milliseconds) as never;
  }
}
