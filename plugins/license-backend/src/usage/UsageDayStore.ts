import { UsageHistory } from '@thetasecure/backstage-plugin-license-common';
import { DateTime, Duration } from 'luxon';
import { Database } from '../database/Database';

/** Keeps one row a day: users and seats at the last count, and the highest count. */
export class UsageDayStore {
  /** @param retention - so long days are kept */
  constructor(
    private readonly database: Database,
    private readonly retention: Duration<true>,
  ) {}

  /**
   * Adds a count to its day in UTC. Replicas that do so at once lose no peak.
   *
   * @param at - milliseconds since the epoch
   */
  async record(
    at: number,
    activeUsers: number,
    capacity: number,
  ): Promise<void> {
    const day = DateTime.fromMillis(at, { zone: 'utc' });
    const date = day.toISODate()!;
    const keepFrom = day.minus(this.retention).toISODate()!;
    const active_users = activeUsers;
    const peak = `${this.database.larger}(license_usage_days.peak_users, excluded.peak_users)`;
    await this.database.run(async knex => {
      await knex('license_usage_days')
        .insert({ date, active_users, peak_users: active_users, capacity })
        .onConflict('date')
        .merge({ active_users, capacity, peak_users: knex.raw(peak) } as never);
      await knex('license_usage_days').where('date', '<', keepFrom).delete();
    });
  }

  /** The days between two dates, both included. */
  async list(from: string, to: string): Promise<UsageHistory['items']> {
    const rows = await this.database.run(knex =>
      knex('license_usage_days')
        .whereBetween('date', [from, to])
        .orderBy('date'),
    );
    return (
      rows
        .map(row => ({
          date: row.date,
          activeUsers: row.active_users,
          peakUsers: row.peak_users,
          // PostgreSQL answers with a text.
          capacity: Number(row.capacity),
        }))
        // What cannot have been counted is passed over.
        .filter(({ date, ...numbers }) =>
          Object.values(numbers).every(
            number => Number.isSafeInteger(number) && number >= 0,
          ),
        )
    );
  }
}
