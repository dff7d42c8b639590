import { dateAt } from '@thetasecure/backstage-plugin-license-common';
import { DateTime, Duration } from 'luxon';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { UsageDayStore } from './UsageDayStore';

/** Adds a count to the history: it goes to its day in UTC, by the deployment's time. */
export async function recordUsage(
  to: {
    inventory: LicenseInventory;
    days: UsageDayStore;
    retention: Duration<true>;
  },
  activeUsers: number,
): Promise<void> {
  const { licenses, now } = await to.inventory.current();
  const { capacity } = licenses.at(now).entitlement(activeUsers);
  const date = dateAt(now, 'UTC');
  const keepFrom = DateTime.fromISO(date, { zone: 'utc' })
    .minus(to.retention)
    .toISODate()!;
  await to.days.record({ date, activeUsers, capacity }, keepFrom);
}
