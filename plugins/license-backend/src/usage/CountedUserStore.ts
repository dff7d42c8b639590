import {
  CountedUser,
  UsersQuery,
} from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { count } from './count';
import { guarded } from './DatabaseError';
import { isSeatOf } from './seats';
import { SeatRow } from './tables';

type Row = Pick<SeatRow, 'user_ref' | 'display_name' | 'reason' | 'since'> & {
  seen: string | null;
};

type Order = Pick<UsersQuery, 'search' | 'orderBy' | 'order'>;

/** What the source knows, or the auth backend, if that saw a user later. */
const SEEN = `CASE
  WHEN license_sign_ins.last_at > COALESCE(license_seats.last_seen_at, '')
  THEN license_sign_ins.last_at
  ELSE license_seats.last_seen_at
END`;

const SELECTED = [
  'license_seats.user_ref',
  'display_name',
  'reason',
  'since',
] as const;

const matching = (search: string | undefined) => (query: Knex.QueryBuilder) => {
  if (search !== undefined) {
    const wanted = search.toLowerCase().replace(/[\\%_]/g, '\\$&');
    query.whereRaw("license_seats.search_text LIKE ? ESCAPE '\\'", [
      `%${wanted}%`,
    ]);
  }
};

/** Equal ones come by user, so that pages never overlap; whom nobody saw comes last either way. */
const ordered =
  ({ orderBy, order }: Order) =>
  (query: Knex.QueryBuilder) => {
    if (orderBy === 'lastSeenAt') {
      query
        .orderByRaw(`CASE WHEN ${SEEN} IS NULL THEN 1 ELSE 0 END`)
        .orderBy('seen', order);
    } else if (orderBy === 'since') {
      query.orderBy('license_seats.since', order);
    }
    query.orderBy('license_seats.user_ref', orderBy === 'user' ? order : 'asc');
  };

const toCountedUser =
  (rule: string) =>
  (row: Row): CountedUser => ({
    user: row.user_ref,
    ...(row.display_name !== null && { displayName: row.display_name }),
    since: row.since,
    lastSeenAt: row.seen,
    reason: row.reason ?? rule,
  });

/** Lists the users of the last count. */
export class CountedUserStore {
  readonly #knex: Knex;

  static create(knex: Knex): CountedUserStore {
    return guarded(new CountedUserStore(knex));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** @param rule - why they count, where the source says nothing else */
  async list(
    source: string,
    rule: string,
    query: UsersQuery,
  ): Promise<{ items: CountedUser[]; totalItems: number }> {
    const published = await this.#published(source);
    const rows: Row[] = await this.#seats(source, published)
      .modify(matching(query.search))
      .select(...SELECTED, this.#knex.raw(`${SEEN} AS seen`))
      .modify(ordered(query))
      .limit(query.limit)
      .offset(query.offset);
    return {
      items: rows.map(toCountedUser(rule)),
      totalItems: await count(
        this.#seats(source, published).modify(matching(query.search)),
      ),
    };
  }

  /**
   * Who was last seen at an instant or before it, the longest ago first.
   *
   * @param until - ISO 8601 in UTC
   */
  async notSeenSince(
    source: string,
    rule: string,
    until: string,
    page: { limit: number; offset: number },
  ): Promise<{
    items: CountedUser[];
    totalItems: number;
    users: number;
    neverSeen: number;
  }> {
    const published = await this.#published(source);
    const seats = () => this.#seats(source, published);
    const gone = () => seats().whereRaw(`${SEEN} <= ?`, [until]);
    const rows: Row[] = await gone()
      .select(...SELECTED, this.#knex.raw(`${SEEN} AS seen`))
      .orderBy('seen')
      .orderBy('license_seats.user_ref')
      .limit(page.limit)
      .offset(page.offset);
    return {
      items: rows.map(toCountedUser(rule)),
      totalItems: await count(gone()),
      users: await count(seats()),
      neverSeen: await count(seats().whereRaw(`${SEEN} IS NULL`)),
    };
  }

  #seats(source: string, published: number): Knex.QueryBuilder {
    return this.#knex('license_seats')
      .leftJoin(
        'license_sign_ins',
        'license_sign_ins.user_ref',
        'license_seats.user_ref',
      )
      .where(isSeatOf(source, published));
  }

  async #published(source: string): Promise<number> {
    const row = await this.#knex('license_user_counts')
      .where('source', source)
      .first();
    return row?.published ?? 0;
  }
}
