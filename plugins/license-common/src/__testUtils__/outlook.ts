import { coverageTimeline } from '../domain/coverage';
import { entitlement } from '../domain/entitlement';
import { LicenseFacts, licenseStatuses } from '../domain/licenses';
import { lookAhead } from '../domain/outlook';
import { Changes } from './coverage';
import { installed } from './licenses';

/** A license of 100 seats up to the end of 2026, with 10 days of grace. */
export const license = (licenseId: string, changes: Changes = {}) =>
  installed({
    licenseId,
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    gracePeriodDays: 10,
    ...changes,
  });

/** The year after. */
export const renewal = (changes: Changes = {}) =>
  license('B', {
    validFrom: '2027-01-01',
    validUntil: '2027-12-31',
    ...changes,
  });

/** At noon, unless it says when. */
const at = (date: string) =>
  Date.parse(date.includes('T') ? date : `${date}T12:00:00Z`);

/** What licenses and users lead to from a date on. */
export function outlook(
  licenses: readonly LicenseFacts[],
  users: number | null,
  date: string,
) {
  const now = at(date);
  const statuses = licenseStatuses(licenses, now);
  const { utilizationPercent } = entitlement(
    licenses.map(({ verified }, index) => ({
      maxUsers: verified?.document.maxUsers,
      status: statuses[index],
    })),
    users,
  );
  return lookAhead(coverageTimeline(licenses), {
    users,
    utilizationPercent,
    now,
  });
}

/** Its warnings in short. */
export const warningsOf = (...args: Parameters<typeof outlook>) =>
  outlook(...args).warnings.map(
    ({ type, threshold, date }) =>
      `${type}${threshold === undefined ? '' : ` ${threshold}`}${
        date === undefined ? '' : ` ${date}`
      }`,
  );
