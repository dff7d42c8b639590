import { UsageHistory } from '@thetasecure/backstage-plugin-license-common';
import { Database } from '../database/Database';

/** Keeps one row a day: users and seats at the last count, and the highest count. */
export class UsageDayStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Adds a count to its day. Replicas that do so at once lose no peak.
   *
   * @param day - `date` in UTC, `YYYY-MM-DD`
   */
  async record(day: {
    date: string;
    activeUsers: number;
    capacity: number;
  }): Promise<void> {
    const { date, activeUsers, capacity } = day;
    await this.#database.run(knex =>
      knex('license_usage_days')
        .insert({
          date,
          active_users: activeUsers,
          peak_users: activeUsers,
          capacity,
        })
        .onConflict('date')
        .merge({
          active_users: activeUsers,
          capacity,
          peak_users: knex.raw(
            `${
              this.#database.larger
            }(license_usage_days.peak_users, excluded.peak_users)`,
          ),
        } as never),
    );
  }

  /** Removes the days before a date. */
  async removeBefore(date: string): Promise<void> {
    await this.#database.run(knex =>
      knex('license_usage_days').where('date', '<', date).delete(),
    );
  }

  /** The days between two dates, both included. */
  async list(from: string, to: string): Promise<UsageHistory['items']> {
    const rows = await this.#database.run(knex =>
      knex('license_usage_days')
        .whereBetween('date', [from, to])
        .orderBy('date'),
    );
    const days = rows.map(row => ({
      date: row.date,
      activeUsers: row.active_users,
      peakUsers: row.peak_users,
      // PostgreSQL answers with a text.
      capacity: Number(row.capacity),
    }));
    // What was never counted is passed over.
    return days.filter(({ activeUsers, peakUsers, capacity }) =>
      [activeUsers, peakUsers, capacity].every(
        number => Number.isSafeInteger(number) && number >= 0,
      ),
    );
  }
}
