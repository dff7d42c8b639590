import { UsageHistory } from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { guarded } from './DatabaseError';
import { dialectOf } from './dialect';

/** Keeps one row a day: users and seats at the last count, and the highest count. */
export class UsageDayStore {
  readonly #knex: Knex;

  static create(knex: Knex): UsageDayStore {
    return guarded(new UsageDayStore(knex));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
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
    const { larger } = dialectOf(this.#knex);
    await this.#knex('license_usage_days')
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
        peak_users: this.#knex.raw(
          `${larger}(license_usage_days.peak_users, excluded.peak_users)`,
        ),
      } as never);
  }

  /** Removes the days before a date. */
  async removeBefore(date: string): Promise<void> {
    await this.#knex('license_usage_days').where('date', '<', date).delete();
  }

  /** The days between two dates, both included. */
  async list(from: string, to: string): Promise<UsageHistory['items']> {
    const rows = await this.#knex('license_usage_days')
      .whereBetween('date', [from, to])
      .orderBy('date');
    return rows.map(row => ({
      date: row.date,
      activeUsers: row.active_users,
      peakUsers: row.peak_users,
      // PostgreSQL answers with a text.
      capacity: Number(row.capacity),
    }));
  }
}
