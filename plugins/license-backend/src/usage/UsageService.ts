import { ConflictError, InputError } from '@backstage/errors';
import {
  addDays,
  CountedUser,
  CountedUserPage,
  dateAt,
  ReclaimPreview,
  ReclaimQuery,
  UsageHistory,
  UsageQuery,
  UsersQuery,
} from '@thetasecure/backstage-plugin-license-common';
import { stringify } from 'csv-stringify';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { CountedUserStore } from '../database/CountedUserStore';
import { toInstant } from '../database/instants';
import { UsageDayStore } from '../database/UsageDayStore';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { ActiveUsers } from './ActiveUsers';

const DAY = 24 * 60 * 60 * 1000;

/** The history goes back so many days, unless asked otherwise. */
const HISTORY_DAYS = 90;

/** Users that are read at once for a CSV file. */
const CSV_PAGE = 1000;

const CSV_COLUMNS = [
  { key: 'user', header: 'User' },
  { key: 'displayName', header: 'Name' },
  { key: 'since', header: 'Counted since (UTC)' },
  { key: 'lastSeenAt', header: 'Last seen (UTC)' },
  { key: 'reason', header: 'Reason' },
];

/** Tells who the active users are, and how many there were. */
export class UsageService {
  readonly #inventory: LicenseInventory;
  readonly #activeUsers: ActiveUsers;
  readonly #users: CountedUserStore;
  readonly #days: UsageDayStore;

  constructor(options: {
    inventory: LicenseInventory;
    activeUsers: ActiveUsers;
    users: CountedUserStore;
    days: UsageDayStore;
  }) {
    this.#inventory = options.inventory;
    this.#activeUsers = options.activeUsers;
    this.#users = options.users;
    this.#days = options.days;
  }

  /** @throws an `InputError` if the days asked for end before they begin */
  async getHistory(query: UsageQuery): Promise<UsageHistory> {
    const { now } = await this.#inventory.current();
    const to = query.to ?? dateAt(now, 'UTC');
    const from = query.from ?? addDays(to, -HISTORY_DAYS);
    if (from > to) {
      throw new InputError(
        'The query parameter "from" must not be after today, unless "to" is given.',
      );
    }
    // The day that is under way is there from the first look on.
    await this.#activeUsers.current();
    return { items: await this.#days.list(from, to) };
  }

  async listUsers(query: UsersQuery): Promise<CountedUserPage> {
    const { users, usage } = await this.#activeUsers.current();
    const { id, rule } = this.#activeUsers.source;
    return {
      ...(await this.#users.list(id, rule, query)),
      activeUsers: users,
      usage,
    };
  }

  /**
   * Writes the same as CSV (RFC 4180), as it is read. A text that a spreadsheet would take for a formula has an
   * apostrophe before it.
   *
   * @param open - called once there is something to write
   */
  async writeCsv(
    query: Pick<UsersQuery, 'search' | 'orderBy' | 'order'>,
    open: () => Writable,
  ): Promise<void> {
    await this.#activeUsers.current();
    const pages = this.#pages(query);
    // What fails before the first row can still be answered with an error.
    const first = await pages.next();
    async function* rows() {
      if (!first.done) {
        yield* first.value;
      }
      for await (const page of pages) {
        yield* page;
      }
    }
    await pipeline(
      rows,
      stringify({
        header: true,
        columns: CSV_COLUMNS,
        bom: true,
        record_delimiter: 'windows',
        escape_formulas: true,
      }),
      open(),
    );
  }

  async *#pages(
    query: Pick<UsersQuery, 'search' | 'orderBy' | 'order'>,
  ): AsyncGenerator<CountedUser[]> {
    const { id, rule } = this.#activeUsers.source;
    const limit = CSV_PAGE;
    for (let offset = 0; ; offset += limit) {
      const { items } = await this.#users.list(id, rule, {
        ...query,
        limit,
        offset,
      });
      yield items;
      // SQLite answers at once, so that nobody else would get a turn.
      await breathe();
      if (items.length < limit) {
        return;
      }
    }
  }

  /**
   * Who would free a slot if only those counted who were seen within so many days. Nothing is changed.
   *
   * @throws a `ConflictError` if nobody knows when any of the users was last seen
   */
  async previewReclaim(query: ReclaimQuery): Promise<ReclaimPreview> {
    await this.#activeUsers.current();
    const { id, rule } = this.#activeUsers.source;
    const { users, ...found } = await this.#users.notSeenSince(
      id,
      rule,
      // By the clock, as sign-ins are.
      toInstant(Date.now() - query.days * DAY),
      query,
    );
    if (users > 0 && found.neverSeen === users) {
      throw new ConflictError(
        'Nobody knows when these users were last seen. Add @thetasecure/backstage-plugin-auth-backend-module-license to the backend, unless it is there: from then on it tells who signs in.',
      );
    }
    return {
      ...found,
      days: query.days,
      activeUsers: users,
      remainingUsers: users - found.totalItems,
    };
  }
}
