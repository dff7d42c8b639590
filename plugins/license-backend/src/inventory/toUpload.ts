import { inOrder } from '@thetasecure/backstage-plugin-license-common';
import { SignedPayload } from '@thetasecure/backstage-plugin-license-node';
import {
  faultByDocument,
  faultOfRow,
  integrityCheck,
  RowFault,
  StoredFacts,
} from '../integrity/rowFaults';
import { LedgerReading } from '../ledger/Ledger';
import {
  inDeployment,
  InstalledLicense,
  sharedChecks,
  Terms,
  Verdict,
} from './InstalledLicense';

/** A stored row, and what its document is worth. */
export interface ReadRow {
  stored: StoredFacts;
  verdict: Verdict;
  /** What it amounts to, if only a change of the row or of what it is judged by can make it something else. */
  upload?: { license: InstalledLicense; by: Standard };
  /** What its signature is verified by, if it is kept. */
  signed?: SignedPayload;
}

/** What rows are judged by. */
export interface Standard {
  terms: Terms;
  isVouching: boolean;
}

/** A license whose row was given another id: one change, and not a row put in and another taken out. */
function faultOfMoved(
  { licenseId }: StoredFacts,
  { verified }: Verdict,
  present: Pick<ReadonlySet<string>, 'has'>,
  { state }: LedgerReading,
): RowFault | undefined {
  const actual = verified?.document.licenseId;
  return actual !== undefined &&
    actual !== licenseId &&
    !state.vouchedFor(licenseId) &&
    !present.has(actual) &&
    state.vouchedFor(actual)?.digest === verified?.digest
    ? { type: 'column_differs', licenseId: actual }
    : undefined;
}

/** What a row amounts to. The same object as before, as long as neither the row nor the standard changed. */
export function toUpload(
  row: ReadRow,
  present: Pick<ReadonlySet<string>, 'has'>,
  standard: Standard,
  reading: LedgerReading,
): InstalledLicense {
  const { stored, verdict } = row;
  const { licenseId } = stored;
  const { terms, isVouching } = standard;
  const vouched = isVouching ? reading.state.vouchedFor(licenseId) : undefined;
  const fault = isVouching
    ? faultOfMoved(stored, verdict, present, reading) ??
      faultOfRow(stored, verdict, vouched)
    : faultByDocument(stored, verdict);
  if (row.upload?.by === standard && !fault) {
    return row.upload.license;
  }
  const clock = Date.now();
  const { checks, verified } = inDeployment(verdict, terms, clock);
  // A genuine document in the row of another license tells facts of that one.
  const isOwn = verified?.document.licenseId === licenseId;
  const mayJudge = verified && (isVouching || fault);
  const license: InstalledLicense = {
    licenseId,
    source: 'upload',
    // What the ledger has is what happened; a column can say anything.
    installedAt: vouched?.installedAt ?? stored.installedAt,
    installedBy: vouched?.installedBy ?? stored.installedBy,
    checks: sharedChecks(
      mayJudge ? inOrder([...checks, integrityCheck(fault)]) : checks,
    ),
    ...(isOwn && { verified }),
    stored,
    ...(fault && { fault }),
  };
  // What was issued ahead of the clock is worth something else once the clock has come there.
  if (verified && !fault && verified.issuedAt <= clock) {
    row.upload = { license, by: standard };
  }
  return license;
}
