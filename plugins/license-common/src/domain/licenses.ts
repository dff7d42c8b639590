import { LicenseDocument } from '../document/LicenseDocument';
import { Check, hasFault } from './checks';
import { isWithinPeriod, LicensePeriod } from './period';

/**
 * What a license can be worth at an instant.
 *
 * @public
 */
export const LICENSE_STATUSES = [
  'active',
  'grace_period',
  'scheduled',
  'superseded',
  'expired',
  'invalid',
] as const;

/**
 * What a license is worth at an instant. Only `active` and `grace_period` count.
 *
 * @public
 */
export type LicenseStatus = (typeof LICENSE_STATUSES)[number];

/**
 * An installed license as the rules see it.
 *
 * @public
 */
export interface LicenseFacts {
  /** Absent if nothing could be read, or nothing of it is verified. */
  verified?: {
    document: LicenseDocument;
    period: LicensePeriod;
    /** `issuedAt` in milliseconds since the epoch. */
    issuedAt: number;
  };
  /** The checks that do not depend on dates: all but `period`. */
  checks: readonly Check[];
}

/**
 * Whether licenses of this status add to the capacity.
 *
 * @public
 */
export function counts(status: LicenseStatus): boolean {
  return status === 'active' || status === 'grace_period';
}

/**
 * What each of a set of installed licenses is worth. The one place that decides a status.
 *
 * @param licenses - everything that is installed: a license can be superseded by another one of the set
 * @param now - the instant to judge at, in milliseconds since the epoch
 * @returns the statuses, in the order of `licenses`
 * @public
 */
export function licenseStatuses(
  licenses: readonly LicenseFacts[],
  now: number,
): LicenseStatus[] {
  const inForce = licenses.flatMap(({ verified, checks }) =>
    verified && !hasFault(checks) && isWithinPeriod(verified.period, now)
      ? [verified]
      : [],
  );
  const latestSuccessor = new Map<string, number>();
  for (const { document, issuedAt } of inForce) {
    for (const id of document.supersedes) {
      if (id !== document.licenseId) {
        latestSuccessor.set(
          id,
          Math.max(issuedAt, latestSuccessor.get(id) ?? -Infinity),
        );
      }
    }
  }

  return licenses.map(({ verified, checks }) => {
    if (!verified || hasFault(checks)) {
      return 'invalid';
    }
    const { document, period, issuedAt } = verified;
    if (now < period.begins) {
      return 'scheduled';
    }
    if (now >= period.graceEnds) {
      return 'expired';
    }
    const successor = latestSuccessor.get(document.licenseId);
    if (successor !== undefined && successor > issuedAt) {
      return 'superseded';
    }
    return now < period.ends ? 'active' : 'grace_period';
  });
}
