import { LicenseDocument } from '../document/LicenseDocument';
import { counts, LicenseStatus } from './licenses';

/**
 * `licensed`: a counting subscription exists; `trial`: only counting trials exist; `limited`: nothing counts.
 *
 * @public
 */
export type OperatingMode = 'licensed' | 'trial' | 'limited';

/**
 * What a set of licenses adds up to for a number of users.
 *
 * @public
 */
export interface Entitlement {
  operatingMode: OperatingMode;
  /** Something counts, and all that counts is in its grace period. */
  inGracePeriod: boolean;
  /** Seats. */
  capacity: number;
  /** A whole number, rounded down below 100 and up above, so that 100 means full; `null` if unknown. */
  utilizationPercent: number | null;
  /** Free seats; 0 above capacity; `null` if the number of users is unknown. */
  remaining: number | null;
  /** Users above the capacity. */
  overBy: number;
}

function utilization(activeUsers: number | null, capacity: number) {
  if (activeUsers === null || capacity === 0) {
    return null;
  }
  const percent = (activeUsers * 100) / capacity;
  return activeUsers <= capacity ? Math.floor(percent) : Math.ceil(percent);
}

/**
 * Adds up a set of licenses. No mode and no number locks anybody out: this informs, it does not enforce.
 *
 * @param licenses - each license's type, seats and status at the instant in question
 * @param activeUsers - distinct users, or `null` if nobody knows
 * @public
 */
export function entitlement(
  licenses: readonly (Partial<Pick<LicenseDocument, 'type' | 'maxUsers'>> & {
    status: LicenseStatus;
  })[],
  activeUsers: number | null,
): Entitlement {
  const counting = licenses.filter(({ status }) => counts(status));
  const capacity = counting.reduce(
    (sum, { maxUsers }) => sum + (maxUsers ?? 0),
    0,
  );
  let operatingMode: OperatingMode = 'limited';
  if (counting.some(({ type }) => type === 'subscription')) {
    operatingMode = 'licensed';
  } else if (counting.length > 0) {
    operatingMode = 'trial';
  }
  return {
    operatingMode,
    inGracePeriod:
      counting.length > 0 &&
      counting.every(({ status }) => status === 'grace_period'),
    capacity,
    utilizationPercent: utilization(activeUsers, capacity),
    remaining:
      activeUsers === null ? null : Math.max(0, capacity - activeUsers),
    overBy: activeUsers === null ? 0 : Math.max(0, activeUsers - capacity),
  };
}
