import { ConflictError } from '@backstage/errors';
import {
  CountedUser,
  UsersQuery,
} from '@thetasecure/backstage-plugin-license-common';
import { ActiveUsersSource } from '@thetasecure/backstage-plugin-license-node';
import { Knex } from 'knex';
import { Database } from '../database/Database';
import { yieldToEventLoop } from '../database/pages';
import { UserRow } from '../database/tables';
import {
  shownUsers,
  toUserCount,
  UserCount,
  userCount,
} from './UserCountStore';

type Row = Pick<UserRow, 'user_ref' | 'display_name' | 'reason' | 'since'> & {
  seen: string | null;
};

/** Users that are read at once where all are. */
const PAGE = 1000;

/** What counts; its rule is why, where it says nothing else of a user. */
type Source = Pick<ActiveUsersSource, 'id' | 'rule'>;

type Filter = (query: Knex.QueryBuilder) => void;

type Order = Pick<UsersQuery, 'orderBy' | 'order'>;

/** A part of a list, how long it is as a whole, and the count that it is of. */
export interface CountedUsers {
  items: CountedUser[];
  totalItems: number;
  /** Of so many nobody knows when they were last seen; 0 where that is not asked for. */
  neverSeen: number;
  count: UserCount | undefined;
}

/** What the source knows, or the auth backend, if that saw a user later. */
const SEEN = `CASE
  WHEN license_sign_ins.last_at > COALESCE(license_users.last_seen_at, '')
  THEN license_sign_ins.last_at
  ELSE license_users.last_seen_at
END`;

/** What is told of users, and when they were seen. */
const withSeen = (knex: Knex, users: Knex.QueryBuilder): Knex.QueryBuilder =>
  users
    .leftJoin(
      'license_sign_ins',
      'license_sign_ins.user_ref',
      'license_users.user_ref',
    )
    .select(
      'license_users.user_ref as user_ref',
      'display_name',
      'reason',
      'since',
      knex.raw(`${SEEN} AS seen`),
    );

const matching =
  (search: string | undefined): Filter =>
  query => {
    if (search !== undefined) {
      const wanted = search.toLowerCase().replace(/[\\%_]/g, '\\$&');
      query.whereRaw("license_users.search_text LIKE ? ESCAPE '\\'", [
        `%${wanted}%`,
      ]);
    }
  };

/** Equal ones come by user, so that pages never overlap; whom nobody saw comes last either way. */
const ordered =
  ({ orderBy, order }: Order, seen: 'seen' | 'last_seen_at'): Filter =>
  query => {
    if (orderBy !== 'user') {
      const column = orderBy === 'since' ? 'since' : seen;
      query.orderByRaw(`${column} ${order} NULLS LAST`);
    }
    query.orderBy('user_ref', orderBy === 'user' ? order : 'asc');
  };

/** What comes behind a row of the same count, as `ordered` by what was known when they were counted. */
const behind =
  (last: UserRow, { orderBy, order }: Order): Filter =>
  query => {
    const further = order === 'asc' ? '>' : '<';
    if (orderBy === 'user') {
      query.where('license_users.user_ref', further, last.user_ref);
      return;
    }
    const column = orderBy === 'since' ? 'since' : 'last_seen_at';
    const value = last[column];
    query.where(rest => {
      rest.where(equal =>
        equal
          .where(column, value)
          .where('license_users.user_ref', '>', last.user_ref),
      );
      if (value !== null) {
        rest.orWhere(column, further, value).orWhereNull(column);
      }
    });
  };

const toCountedUser =
  ({ rule }: Source) =>
  (row: Row): CountedUser => ({
    user: row.user_ref,
    ...(row.display_name !== null && { displayName: row.display_name }),
    since: row.since,
    lastSeenAt: row.seen,
    reason: row.reason ?? rule,
  });

/** Lists the users of the last count. Each statement finds those of one count, whatever is counted meanwhile. */
export class CountedUserStore {
  constructor(private readonly database: Database) {}

  async list(source: Source, query: UsersQuery): Promise<CountedUsers> {
    return this.#page(source, matching(query.search), query);
  }

  /**
   * Who was last seen at an instant or before it, the longest ago first.
   *
   * @param until - ISO 8601 in UTC
   */
  async notSeenSince(
    source: Source,
    until: string,
    page: { limit: number; offset: number },
  ): Promise<CountedUsers> {
    return this.#page(
      source,
      query => query.whereRaw(`${SEEN} <= ?`, [until]),
      { ...page, orderBy: 'lastSeenAt', order: 'asc' },
      query => query.whereRaw(`${SEEN} IS NULL`),
    );
  }

  /**
   * All of them, in pages of one count. Who signs in meanwhile stays where they were when they were counted, so that
   * nobody is left out or comes twice.
   *
   * @throws a `ConflictError` if another count is shown before the end
   */
  async *all(
    source: Source,
    query: Order & Pick<UsersQuery, 'search'>,
  ): AsyncGenerator<CountedUser> {
    const pause = yieldToEventLoop();
    for (let last: UserRow | undefined; ; ) {
      const rows = await this.database.run<(Row & UserRow)[]>(knex =>
        withSeen(
          knex,
          last
            ? knex('license_users')
                .where('attempt', last.attempt)
                .modify(behind(last, query))
            : shownUsers(knex, source.id),
        )
          .select('attempt', 'last_seen_at')
          .modify(matching(query.search))
          .modify(ordered(query, 'last_seen_at'))
          .limit(PAGE + 1),
      );
      if (last && rows.length === 0) {
        throw new ConflictError(
          'Users were counted anew before the list was complete. Ask for it again.',
        );
      }
      for (const row of rows.slice(0, PAGE)) {
        yield toCountedUser(source)(row);
        await pause();
      }
      if (rows.length <= PAGE) {
        return;
      }
      // One more was there: no page behind it means that the count is gone.
      last = rows[PAGE - 1];
    }
  }

  async #page(
    source: Source,
    filter: Filter,
    { limit, offset, ...order }: Order & { limit: number; offset: number },
    neverSeen: Filter = query => query.whereRaw('1 = 0'),
  ): Promise<CountedUsers> {
    const rows = await this.database.run(knex => {
      const users = (pick: Filter) =>
        withSeen(knex, shownUsers(knex, source.id)).modify(pick);
      const numberOf = (pick: Filter) => users(pick).clearSelect().count('*');
      return userCount(this.database, knex, source.id)
        .select('page.*', {
          total: numberOf(filter),
          never: numberOf(neverSeen),
        })
        .leftJoin(
          users(filter)
            .modify(ordered(order, 'seen'))
            .limit(limit)
            .offset(offset)
            .as('page'),
          join => join.on(knex.raw('1 = 1')),
        )
        .modify(ordered(order, 'seen'));
    });
    // The count is there though there may be nobody on this page.
    const [row] = rows;
    return {
      items: rows
        .filter((user: Row) => user.user_ref !== null)
        .map(toCountedUser(source)),
      totalItems: Number(row?.total ?? 0),
      neverSeen: Number(row?.never ?? 0),
      count: row && toUserCount(row),
    };
  }
}
