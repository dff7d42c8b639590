import { CoverageTimeline } from './coverage';
import { Entitlement } from './entitlement';
import { LicenseSet } from './LicenseSet';
import { lookAhead, Outlook } from './outlook';

/**
 * What holds at an instant, and what follows from it if neither licenses nor users change.
 *
 * @public
 */
export interface CoverageForecast {
  /** In milliseconds since the epoch. */
  now: number;
  timeline: CoverageTimeline;
  entitlement: Entitlement;
  /** Distinct active users, also of a stale count; `null` if nobody knows. */
  users: number | null;
  outlook: Outlook;
}

/**
 * Looks ahead from an instant.
 *
 * @param now - in milliseconds since the epoch
 * @public
 */
export function forecast(
  licenses: LicenseSet,
  users: number | null,
  now: number,
): CoverageForecast {
  const { timeline } = licenses;
  const entitlement = licenses.at(now).entitlement(users);
  const { utilizationPercent } = entitlement;
  return {
    now,
    timeline,
    entitlement,
    users,
    outlook: lookAhead(timeline, { users, utilizationPercent, now }),
  };
}
