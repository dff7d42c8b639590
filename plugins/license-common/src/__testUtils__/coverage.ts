import { entitlement } from '../domain/entitlement';
import { CoverageTimeline } from '../domain/coverage';
import { LicenseFacts, licenseStatuses } from '../domain/licenses';
import { installed } from './licenses';

/** What a test changes of a license. */
export type Changes = Parameters<typeof installed>[0];

export const HOUR = 60 * 60 * 1000;
/** Where days begin first. */
export const AHEAD = 'Pacific/Kiritimati';
/** Where days begin last. */
export const BEHIND = 'Etc/GMT+12';

/** A license of 100 seats for the year 2026, with an id of its own. */
export const license = (licenseId: string, changes: Changes = {}) =>
  installed({
    licenseId,
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    ...changes,
  });

/** What the rules of a single instant say. */
export function seatsAt(licenses: readonly LicenseFacts[], now: number) {
  const statuses = licenseStatuses(licenses, now);
  const capacityOf = (counting: readonly LicenseFacts[]) =>
    entitlement(
      counting.map(({ verified }) => ({
        maxUsers: verified?.document.maxUsers,
        status:
          statuses[licenses.findIndex(other => other.verified === verified)],
      })),
      null,
    ).capacity;
  return {
    capacity: capacityOf(licenses),
    paid: capacityOf(licenses.filter((_, i) => statuses[i] === 'active')),
  };
}

/** The step of a timeline that holds at an instant. */
export const stepAt = (timeline: CoverageTimeline, now: number) =>
  timeline.filter(({ at }) => at <= now).at(-1) ?? { capacity: 0, paid: 0 };
