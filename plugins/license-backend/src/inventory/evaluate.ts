import {
  Deployment,
  evaluate,
  evaluateStored,
  InstalledLicense,
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
  const noted = fault === 'document_missing' ? 'missing' : 'edited';
  const found = fault && verification !== 'missing' ? noted : verification;
  return {
    licenseId,
    source: 'upload',
    installedAt,
    installedBy,
    ...evaluateStored(found, context, clock),
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
