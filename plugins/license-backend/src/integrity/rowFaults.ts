import {
  Check,
  SecurityEventType,
} from '@thetasecure/backstage-plugin-license-common';
import { Vouched } from '../ledger/LedgerEntry';
import { Verdict } from '../inventory/InstalledLicense';

/** What is beside the document in a stored row, and what the document is. */
export interface StoredFacts {
  licenseId: string;
  /** SHA-256 of the stored text, hex. */
  bytes: string;
  installedAt: string;
  installedBy: string;
}

/** What somebody did to a row behind the API. */
export type RowFaultType = Extract<
  SecurityEventType,
  | 'document_edited'
  | 'column_differs'
  | 'row_inserted'
  | 'row_removed'
  | 'row_rolled_back'
  | 'document_rewritten'
>;

/** What is wrong with a row, and of which license. */
export interface RowFault {
  type: RowFaultType;
  licenseId: string;
}

/**
 * What the document alone tells: all there is to go by behind a damaged ledger.
 *
 * A document that only names an unknown key may be as it was installed.
 */
export function faultByDocument(
  { licenseId }: StoredFacts,
  { checks, verified }: Verdict,
): RowFault | undefined {
  const isEdited = verified
    ? verified.document.licenseId !== licenseId
    : checks.some(({ code, status }) => status === 'fail' && code !== 'key');
  return isEdited ? { type: 'document_edited', licenseId } : undefined;
}

/**
 * What was done to a row, by what the ledger says of its license. The one place that tells it.
 *
 * @param vouched - the license of this row, as it was installed; absent if it is not installed
 */
export function faultOfRow(
  row: StoredFacts,
  { verified }: Verdict,
  vouched: Vouched | undefined,
): RowFault | undefined {
  const { licenseId } = row;
  if (!vouched) {
    return { type: 'row_inserted', licenseId };
  }
  const isSameText = row.bytes === vouched.bytes;
  if (!isSameText) {
    if (!verified || verified.document.licenseId !== licenseId) {
      return { type: 'document_edited', licenseId };
    }
    if (verified.digest !== vouched.digest) {
      return {
        type:
          verified.issuedAt < vouched.issuedAt
            ? 'row_rolled_back'
            : 'document_edited',
        licenseId,
      };
    }
  }
  if (
    row.installedAt !== vouched.installedAt ||
    row.installedBy !== vouched.installedBy
  ) {
    return { type: 'column_differs', licenseId };
  }
  return isSameText ? undefined : { type: 'document_rewritten', licenseId };
}

const REPAIR =
  'Upload the license file of this license again, delete it, or acknowledge the security event on the Security tab.';

/** The `integrity` check of a stored license. */
export function integrityCheck(fault: RowFault | undefined): Check {
  const code = 'integrity';
  switch (fault?.type) {
    case undefined:
      return {
        code,
        status: 'pass',
        message: 'The license is stored as it was installed.',
      };
    case 'document_rewritten':
      return {
        code,
        status: 'warn',
        message:
          'The stored license was written anew behind the API; its facts are the same.',
        remedy: REPAIR,
      };
    case 'row_inserted':
      return {
        code,
        status: 'fail',
        message: 'The license was put into the database behind the API.',
        remedy: REPAIR,
      };
    case 'row_rolled_back':
      return {
        code,
        status: 'fail',
        message: 'An older version of the license was put back behind the API.',
        remedy: REPAIR,
      };
    case 'column_differs':
      return {
        code,
        status: 'fail',
        message:
          'What is stored beside the license was changed behind the API.',
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
