import { dateAt } from '@thetasecure/backstage-plugin-license-common';
import { DateTime, Duration } from 'luxon';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { UsageDayStore } from './UsageDayStore';

/** Writes the history: each count goes to its day in UTC, by the deployment's time. */
export class UsageRecorder {
  readonly #inventory: LicenseInventory;
  readonly #days: UsageDayStore;
  readonly #retention: Duration<true>;

  constructor(options: {
    inventory: LicenseInventory;
    days: UsageDayStore;
    retention: Duration<true>;
  }) {
    this.#inventory = options.inventory;
    this.#days = options.days;
    this.#retention = options.retention;
  }

  async record(activeUsers: number): Promise<void> {
    const { licenses, now } = await this.#inventory.current();
    const { capacity } = licenses.at(now).entitlement(activeUsers);
    const date = dateAt(now, 'UTC');
    const keepFrom = DateTime.fromISO(date, { zone: 'utc' })
      .minus(this.#retention)
      .toISODate()!;
    await this.#days.record({ date, activeUsers, capacity }, keepFrom);
  }
}
