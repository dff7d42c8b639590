import {
  Check,
  checkDeployment,
  checkPeriod,
  Deployment,
  hasFault,
  inOrder,
  License,
  LicenseFacts,
  licensePeriod,
  LicenseStatus,
  shownFacts,
} from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { LicenseRecord } from '../ledger/LedgerState';
import { Verification } from '../sources/DocumentVerifier';
import { LicenseFile } from '../sources/SourceReader';

/** A license that is installed, judged by everything but dates. */
export interface InstalledLicense extends LicenseFacts {
  /** Of a file that cannot be verified: `file:<file name>`. */
  licenseId: string;
  source: 'upload' | 'file';
  /** ISO 8601 in UTC. */
  installedAt: string;
  installedBy: string;
  verified?: NonNullable<LicenseFacts['verified']> &
    NonNullable<Verification['verified']>;
  /** A configured path that yields no license file: shown, and not counted as installed. */
  isPlace?: true;
}

/** An installed license and what it is worth at an instant. */
export interface EvaluatedLicense {
  installed: InstalledLicense;
  status: LicenseStatus;
}

/** What licenses are evaluated in. It never changes: another set of keys or list is another context. */
export interface EvaluationContext extends Deployment {
  keys: TrustedKeys;
  productInstanceId: string;
  maxGracePeriodDays?: number;
}

const REPAIR =
  'Upload the license file of this license again, delete it, or acknowledge the security event on the Security tab.';

/** The `integrity` check of an uploaded license. */
function integrityCheck(fault: 'edited' | 'missing' | undefined): Check {
  const code = 'integrity';
  switch (fault) {
    case undefined:
      return {
        code,
        status: 'pass',
        message: 'The license is stored as it was installed.',
      };
    case 'missing':
      return {
        code,
        status: 'fail',
        message: 'The stored document of the license is gone.',
        remedy: REPAIR,
      };
    default:
      return {
        code,
        status: 'fail',
        message: 'The stored document is not the one that was installed.',
        remedy: REPAIR,
      };
  }
}

/**
 * Adds what a deployment expects of a verified license: the checks `product`, `instance`, `revocation` and `clock`.
 *
 * @param clock - the machine's own clock, in milliseconds since the epoch
 */
export function evaluateVerification(
  { checks, verified }: Verification,
  context: EvaluationContext,
  clock: number,
): Pick<InstalledLicense, 'checks' | 'verified'> {
  return verified
    ? {
        verified: {
          ...verified,
          period: licensePeriod(verified.document, context),
        },
        checks: [
          ...checks,
          ...checkDeployment(
            verified.document,
            verified.issuedAt,
            context,
            clock,
          ),
        ],
      }
    : { checks };
}

/**
 * An uploaded license.
 *
 * @param verification - of its document; absent if what is stored is not what was installed
 */
export function evaluateUpload(
  {
    licenseId,
    installed,
    fault,
  }: LicenseRecord & {
    installed: NonNullable<LicenseRecord['installed']>;
  },
  verification: Verification | 'edited' | 'missing',
  context: EvaluationContext,
  clock: number,
): InstalledLicense {
  const { installedAt, installedBy } = installed;
  const origin = {
    licenseId,
    source: 'upload' as const,
    installedAt,
    installedBy,
  };
  if (fault || typeof verification === 'string') {
    const isMissing =
      (fault ?? verification) === 'document_missing' ||
      verification === 'missing';
    // Nothing of it is as it was installed, so nothing else can be said of it.
    return {
      ...origin,
      checks: [integrityCheck(isMissing ? 'missing' : 'edited')],
    };
  }
  const { checks, verified } = evaluateVerification(
    verification,
    context,
    clock,
  );
  return {
    ...origin,
    checks: inOrder([...checks, integrityCheck(undefined)]),
    ...(verified && { verified }),
  };
}

/** A license file, as of when its content was first seen by this process. */
export function evaluateFile(
  file: LicenseFile,
  context: EvaluationContext,
  clock: number,
): InstalledLicense {
  const { name, verification, seenAt, isPlace } = file;
  const evaluated = evaluateVerification(verification, context, clock);
  return {
    licenseId: evaluated.verified?.document.licenseId ?? `file:${name}`,
    source: 'file',
    installedAt: seenAt,
    installedBy: `file:${name}`,
    ...(isPlace && { isPlace }),
    ...evaluated,
  };
}

/** Whether the license is verified, and stored as it was installed. */
export const isSound = ({ verified }: InstalledLicense) =>
  verified !== undefined;

/** Whether a check other than `period` failed: running out is a status, not an error. */
export const isFaulty = ({ checks }: InstalledLicense) => hasFault(checks);

/** All checks of an installed license, `period` included. */
export function allChecks(installed: InstalledLicense, now: number): Check[] {
  const { checks, verified } = installed;
  return verified
    ? [...checks, checkPeriod(verified.period, now)]
    : [...checks];
}

/** A license as the API shows it. Of one that is not verified, nothing is told as fact. */
export function toLicense({ installed, status }: EvaluatedLicense): License {
  const { licenseId, source, installedAt, installedBy, verified } = installed;
  const origin = { source, installedAt, installedBy };
  if (!verified) {
    return { licenseId, status, ...origin };
  }
  return {
    ...shownFacts(verified.document, verified.period),
    licenseId,
    status,
    ...origin,
  };
}
