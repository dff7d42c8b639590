import {
  Check,
  checkDeployment,
  Deployment,
  InstalledLicense,
  inOrder,
} from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { KnownFile, LicenseRecord } from '../ledger/LedgerState';
import { Verification } from '../sources/DocumentVerifier';
import { LicenseFile } from '../sources/SourceReader';

/** What licenses are evaluated in. */
export interface EvaluationContext extends Deployment {
  keys: TrustedKeys;
  productInstanceId: string;
}

/** What the ledger says of an installed license. */
export type InstalledRecord = LicenseRecord &
  Required<Pick<LicenseRecord, 'installed'>>;

const STORED: Check = {
  code: 'integrity',
  status: 'pass',
  message: 'The license is stored as it was installed.',
};

const notStored = (message: string): Check => ({
  code: 'integrity',
  status: 'fail',
  message,
  remedy:
    'Upload the license file of this license again, delete it, or acknowledge the security event on the Security tab.',
});

/**
 * Adds what a deployment expects of a verified license: the checks `product`, `instance`, `revocation` and `clock`.
 *
 * @param clock - the machine's own clock, in milliseconds since the epoch
 */
export function evaluate(
  { checks, verified }: Verification,
  context: EvaluationContext,
  clock: number,
): Pick<InstalledLicense, 'checks' | 'verified'> {
  return verified
    ? {
        verified,
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
 * @param verification - of its document; or what became of that
 */
export function evaluateUpload(
  { licenseId, installed, fault }: InstalledRecord,
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
  // Nothing of it is as it was installed, so nothing else can be said of it.
  if (fault === 'document_missing' || verification === 'missing') {
    const check = notStored('The stored document of the license is gone.');
    return { ...origin, checks: [check] };
  }
  if (fault || verification === 'edited') {
    const check = notStored(
      'The stored document is not the one that was installed.',
    );
    return { ...origin, checks: [check] };
  }
  const { checks, verified } = evaluate(verification, context, clock);
  return {
    ...origin,
    checks: inOrder([...checks, STORED]),
    ...(verified && { verified }),
  };
}

/**
 * A license file.
 *
 * @param known - what the ledger says of it: since when it has this content
 */
export function evaluateFile(
  { name, digest, verification, seenAt, isPlace }: LicenseFile,
  known: KnownFile | undefined,
  context: EvaluationContext,
  clock: number,
): InstalledLicense {
  const { checks, verified } = evaluate(verification, context, clock);
  return {
    licenseId: verified?.document.licenseId ?? `file:${name}`,
    source: 'file',
    installedAt: known?.digest === digest ? known.since : seenAt,
    installedBy: `file:${name}`,
    ...(isPlace && { isPlace }),
    checks,
    ...(verified && { verified }),
  };
}
