import { Check } from './checks';
import { LicenseVersion } from './deployment';
import { LicenseFacts, LicenseStatus } from './licenses';
import { checkPeriod } from './period';

/**
 * A license that is installed, evaluated by everything but dates.
 *
 * @public
 */
export interface InstalledLicense extends LicenseFacts {
  /** Of a file that cannot be verified: `file:<file name>`. */
  licenseId: string;
  source: 'upload' | 'file';
  /** ISO 8601 in UTC. */
  installedAt: string;
  /** Entity ref or service, or `file:<file name>`. */
  installedBy: string;
  verified?: NonNullable<LicenseFacts['verified']> &
    LicenseVersion & {
      /** The key that verified it: its id, and its thumbprint (RFC 7638). */
      key: { kid: string; thumbprint: string };
    };
  /** A configured path that yields no license file: shown, and not counted as installed. */
  isPlace?: true;
}

/**
 * An installed license and what it is worth at an instant.
 *
 * @public
 */
export interface EvaluatedLicense {
  installed: InstalledLicense;
  status: LicenseStatus;
}

/**
 * All checks of an installed license, `period` included.
 *
 * @param now - in milliseconds since the epoch
 * @public
 */
export function allChecks(
  { checks, verified }: LicenseFacts,
  now: number,
): Check[] {
  return verified
    ? [...checks, checkPeriod(verified.period, now)]
    : [...checks];
}

/**
 * What a validation saw of a license, as a text that differs when its status or a check does.
 *
 * @param now - the instant it was evaluated at, in milliseconds since the epoch
 * @public
 */
export function validationOutcome(
  { installed, status }: EvaluatedLicense,
  now: number,
): string {
  return [
    status,
    ...allChecks(installed, now).map(check => `${check.code}:${check.status}`),
  ].join(' ');
}

/** In the order of code units: it is the same on every machine and in every language. */
const byId = (a: InstalledLicense, b: InstalledLicense): number =>
  Number(a.licenseId > b.licenseId) - Number(a.licenseId < b.licenseId);

/** Whether `a` stands for a license id rather than `b`. */
function goesFirst(a: InstalledLicense, b: InstalledLicense): boolean {
  if (!a.verified || !b.verified) {
    return Boolean(a.verified);
  }
  if (a.verified.issuedAt !== b.verified.issuedAt) {
    return a.verified.issuedAt > b.verified.issuedAt;
  }
  return a.source === 'file' && b.source === 'upload';
}

/** A file that cannot be verified has no license id, only a name that looks like one: it is nobody's duplicate. */
const identityOf = ({ licenseId, source, verified }: InstalledLicense) =>
  source === 'file' && !verified ? `unverified ${licenseId}` : licenseId;

/**
 * Leaves each license id once: of a file and an upload the one issued later, the file if they are equal. One
 * that cannot be verified never stands before one that can.
 *
 * @returns the licenses, sorted by id
 * @public
 */
export function deduplicate(
  licenses: readonly InstalledLicense[],
): InstalledLicense[] {
  const first = new Map<string, InstalledLicense>();
  for (const license of licenses) {
    const identity = identityOf(license);
    const other = first.get(identity);
    if (!other || goesFirst(license, other)) {
      first.set(identity, license);
    }
  }
  return [...first.values()].sort(byId);
}
