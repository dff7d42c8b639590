import { ConflictError, InputError } from '@backstage/errors';
import {
  addDays,
  CountedUserPage,
  dateAt,
  ReclaimPreview,
  ReclaimQuery,
  UsageHistory,
  UsageQuery,
  UsersCsvQuery,
  UsersQuery,
} from '@thetasecure/backstage-plugin-license-common';
import { stringify } from 'csv-stringify';
import { once } from 'node:events';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { toInstant } from '../database/instants';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { ActiveUsers } from './ActiveUsers';
import { CountedUserStore } from './CountedUserStore';
import { plainText } from './plainText';
import { UsageDayStore } from './UsageDayStore';

const DAY = 24 * 60 * 60 * 1000;

/** The history goes back so many days, unless asked otherwise. */
const HISTORY_DAYS = 90;

const CSV_COLUMNS = [
  { key: 'user', header: 'User' },
  { key: 'displayName', header: 'Name' },
  { key: 'since', header: 'Counted since (UTC)' },
  { key: 'lastSeenAt', header: 'Last seen (UTC)' },
  { key: 'reason', header: 'Reason' },
];

/** Tells who the active users are, and how many there were. */
export class UsageService {
  constructor(
    private readonly deps: {
      inventory: LicenseInventory;
      activeUsers: ActiveUsers;
      users: CountedUserStore;
      days: UsageDayStore;
    },
  ) {}

  /** @throws an `InputError` if the days asked for end before they begin */
  async getHistory(query: UsageQuery): Promise<UsageHistory> {
    const { now } = await this.deps.inventory.current();
    const to = query.to ?? dateAt(now, 'UTC');
    const from = query.from ?? addDays(to, -HISTORY_DAYS);
    if (from > to) {
      throw new InputError(
        'The query parameter "from" must not be after today, unless "to" is given.',
      );
    }
    // The day that is under way is there from the first look on.
    await this.deps.activeUsers.current();
    return { items: await this.deps.days.list(from, to) };
  }

  async listUsers(query: UsersQuery): Promise<CountedUserPage> {
    await this.deps.activeUsers.current();
    const { source } = this.deps.activeUsers;
    const { items, totalItems, count } = await this.deps.users.list(
      source,
      query,
    );
    const { users, usage } = this.deps.activeUsers.describe(count);
    return { items, totalItems, activeUsers: users, usage };
  }

  /**
   * Writes all of them as CSV (RFC 4180), every field quoted and none a formula in a spreadsheet.
   *
   * @param open - called once there is something to write, and cut off if the rest cannot be had; who closes it early
   * wants no more, which is no error
   * @throws a `ConflictError` if users are counted anew before the end
   */
  async writeCsv(query: UsersCsvQuery, open: () => Writable): Promise<void> {
    await this.deps.activeUsers.current();
    const users = Readable.from(
      this.deps.users.all(this.deps.activeUsers.source, query),
    );
    await once(users, 'readable');
    try {
      await pipeline(
        users,
        stringify({
          header: true,
          columns: CSV_COLUMNS,
          bom: true,
          delimiter: query.separator === 'semicolon' ? ';' : ',',
          record_delimiter: 'windows',
          quoted: true,
          quoted_empty: true,
          cast: { string: plainText },
        }),
        open(),
      );
    } catch (error) {
      if (
        (error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE'
      ) {
        throw error;
      }
    }
  }

  /**
   * Who would free a slot if only those counted who were seen within so many days. Nothing is changed.
   *
   * @throws a `ConflictError` if nobody knows when any of the users was last seen
   */
  async previewReclaim(query: ReclaimQuery): Promise<ReclaimPreview> {
    await this.deps.activeUsers.current();
    const { count, ...found } = await this.deps.users.notSeenSince(
      this.deps.activeUsers.source,
      // By the clock, as sign-ins are.
      toInstant(Date.now() - query.days * DAY),
      query,
    );
    const users = count?.last?.users ?? 0;
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
