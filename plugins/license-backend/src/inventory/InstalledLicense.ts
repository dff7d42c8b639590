import {
  Check,
  checkDeployment,
  checkPeriod,
  Deployment,
  License,
  licensePeriod,
  LicenseFacts,
  licenseStatuses,
  LicenseStatus,
  maskLicenseKey,
} from '@thetasecure/backstage-plugin-license-common';
import { LicenseFile } from '@thetasecure/backstage-plugin-license-node';

/** A licence that is installed, judged by everything but dates. */
export interface InstalledLicense extends LicenseFacts {
  /** Of the row or the document; of a file that cannot be verified: `file:<file name>`. */
  licenseId: string;
  source: 'upload' | 'file';
  /** ISO 8601 in UTC. */
  installedAt: string;
  installedBy: string;
  verified?: NonNullable<LicenseFacts['verified']> & {
    /** SHA-256 of the signed payload, hex. */
    digest: string;
  };
}

/** An installed licence and what it is worth at an instant. */
export interface JudgedLicense {
  installed: InstalledLicense;
  status: LicenseStatus;
}

/** What a deployment expects, and how it shortens grace. */
export interface Terms extends Deployment {
  maxGracePeriodDays?: number;
}

/**
 * Judges what the signature check let through.
 *
 * @param checked - the checks so far, and the file if all of them passed
 * @param clock - the machine's own clock, in milliseconds since the epoch
 */
export function toFacts(
  checked: { checks: Check[]; file?: LicenseFile },
  terms: Terms,
  clock: number,
): Pick<InstalledLicense, 'checks' | 'verified'> {
  const { checks, file } = checked;
  if (!file) {
    return { checks };
  }
  const { document, issuedAt, digest } = file;
  return {
    checks: [...checks, ...checkDeployment(document, issuedAt, terms, clock)],
    verified: {
      document,
      issuedAt,
      digest,
      period: licensePeriod(document, terms),
    },
  };
}

/** What each licence of a set is worth at an instant (milliseconds since the epoch). */
export function judge(
  licenses: readonly InstalledLicense[],
  now: number,
): JudgedLicense[] {
  const statuses = licenseStatuses(licenses, now);
  return licenses.map((installed, index) => ({
    installed,
    status: statuses[index],
  }));
}

/** All checks of an installed licence, `period` included. */
export function allChecks(installed: InstalledLicense, now: number): Check[] {
  const { checks, verified } = installed;
  return verified
    ? [...checks, checkPeriod(verified.period, now)]
    : [...checks];
}

/** A licence as the API shows it. Of one that is not verified, nothing is told as fact. */
export function toLicense({ installed, status }: JudgedLicense): License {
  const { licenseId, source, installedAt, installedBy, verified } = installed;
  const origin = { source, installedAt, installedBy };
  if (!verified) {
    return { licenseId, status, ...origin };
  }
  const { document, period } = verified;
  return {
    licenseId,
    product: document.product,
    type: document.type,
    maskedKey: maskLicenseKey(document.licenseKey),
    ...(document.productInstanceId !== undefined && {
      productInstanceId: document.productInstanceId,
    }),
    customer: {
      name: document.customer.name,
      email: document.customer.email,
    },
    maxUsers: document.maxUsers,
    validFrom: document.validFrom,
    validUntil: document.validUntil,
    timeZone: document.timeZone,
    graceUntil: period.graceUntil,
    status,
    features: document.features,
    ...origin,
  };
}
