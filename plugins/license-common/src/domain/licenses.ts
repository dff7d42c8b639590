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
 * What each sound license of a set would be superseded by, by license id. Whether it is depends on the instant.
 *
 * @public
 */
export type Successors = ReadonlyMap<
  string,
  readonly NonNullable<LicenseFacts['verified']>[]
>;

/**
 * Finds the sound licenses of a set that name others as superseded.
 *
 * @public
 */
export function successorsOf(licenses: readonly LicenseFacts[]): Successors {
  const successors = new Map<string, NonNullable<LicenseFacts['verified']>[]>();
  for (const { verified, checks } of licenses) {
    if (
      !verified ||
      verified.document.supersedes.length === 0 ||
      hasFault(checks)
    ) {
      continue;
    }
    for (const id of new Set(verified.document.supersedes)) {
      if (id !== verified.document.licenseId) {
        const known = successors.get(id);
        if (known) {
          known.push(verified);
        } else {
          successors.set(id, [verified]);
        }
      }
    }
  }
  return successors;
}

/**
 * What one license of a set is worth. The one place that decides a status.
 *
 * @param successors - of the set, by `successorsOf`
 * @param now - the instant to judge at, in milliseconds since the epoch
 * @public
 */
export function licenseStatus(
  { verified, checks }: LicenseFacts,
  successors: Successors,
  now: number,
): LicenseStatus {
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
  const isSuperseded = successors
    .get(document.licenseId)
    ?.some(
      successor =>
        successor.issuedAt > issuedAt && isWithinPeriod(successor.period, now),
    );
  if (isSuperseded) {
    return 'superseded';
  }
  return now < period.ends ? 'active' : 'grace_period';
}

/**
 * What each of a set of installed licenses is worth.
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
  const successors = successorsOf(licenses);
  return licenses.map(license => licenseStatus(license, successors, now));
}
