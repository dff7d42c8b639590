import { LicenseTransaction } from '../database/LicenseStore';
import { ReadFile } from '../inventory/FileReader';
import { InstalledLicense } from '../inventory/InstalledLicense';
import { Snapshot } from '../inventory/LicenseInventory';
import { ReadUploads, UploadReader } from '../inventory/UploadReader';
import { LedgerReading } from '../ledger/Ledger';
import {
  Finding,
  revokedFinding,
  rowFinding,
  unsealedFinding,
} from './Finding';
import { fileFindings, keyFindings } from './inspect';

const isRevoked = ({ checks }: InstalledLicense) =>
  checks.some(({ code, status }) => code === 'revocation' && status === 'fail');

/** Looks, in a transaction that nobody else changes anything in, for what was changed behind the API. */
export class Inspector {
  readonly #uploads: UploadReader;
  readonly #isSealed: boolean;

  constructor(options: { uploads: UploadReader; isSealed: boolean }) {
    this.#uploads = options.uploads;
    this.#isSealed = options.isSealed;
  }

  /** Judges some licenses under the lock. */
  async findLicenses(
    tx: LicenseTransaction,
    reading: LedgerReading,
    snapshot: Snapshot,
    licenseIds: readonly string[],
  ): Promise<Finding[]> {
    const { state, damage } = reading;
    const { uploads, removed } = await this.read(
      tx,
      reading,
      snapshot,
      licenseIds,
    );
    const findings: Finding[] = [];
    const recordOf = (licenseId: string) =>
      damage ? undefined : state.licenses.get(licenseId);
    for (const { fault, stored } of uploads) {
      if (fault) {
        findings.push(rowFinding(fault, stored, recordOf(fault.licenseId)));
      }
    }
    for (const fault of removed) {
      findings.push(rowFinding(fault, undefined, recordOf(fault.licenseId)));
    }
    const found = new Set(
      findings
        .filter(({ type }) => type !== 'document_rewritten')
        .map(({ licenseId }) => licenseId),
    );
    const meant = new Set(licenseIds);
    const files = snapshot.files.map(({ license }) => license);
    for (const { licenseId, ...license } of [...uploads, ...files]) {
      const revocation = snapshot.terms.revoked?.get(licenseId);
      const isMeant = meant.has(licenseId) && !found.has(licenseId);
      if (revocation && isMeant && isRevoked({ licenseId, ...license })) {
        found.add(licenseId);
        findings.push(
          revokedFinding(licenseId, revocation, recordOf(licenseId)),
        );
      }
    }
    return findings.filter(
      // A row that was rewritten and revoked is worse off for being revoked.
      (finding, _, all) =>
        finding.type !== 'document_rewritten' ||
        !all.some(
          ({ type, subject }) =>
            type === 'revoked_installed' && subject === finding.subject,
        ),
    );
  }

  /** Reads some licenses anew. */
  async read(
    tx: LicenseTransaction,
    reading: LedgerReading,
    { keys, terms }: Snapshot,
    licenseIds: readonly string[],
  ): Promise<ReadUploads> {
    return licenseIds.length === 0
      ? { uploads: [], removed: [] }
      : this.#uploads.readSome(tx, licenseIds, { keys, terms }, reading);
  }

  /** Holds keys, files and the sealing itself against the ledger. */
  findSources(
    { state, damage }: LedgerReading,
    snapshot: Snapshot,
    files: readonly ReadFile[],
  ): Finding[] {
    return [
      ...(damage
        ? []
        : [...keyFindings(state, snapshot), ...fileFindings(state, files)]),
      ...(this.#isSealed ? [] : [unsealedFinding()]),
    ];
  }
}

/**
 * The ids of licenses to look at under the lock: of rows with a fault, of licenses that have no row any more, and
 * of revoked ones.
 *
 * @param licenseId - only those that concern this license
 */
export function suspects(snapshot: Snapshot, licenseId?: string): string[] {
  const ids = new Set(licenseId === undefined ? [] : [licenseId]);
  const concerns = (id: string) => licenseId === undefined || id === licenseId;
  const files = snapshot.files.map(({ license }) => license);
  for (const entry of [...snapshot.uploads, ...files]) {
    const { fault } = entry;
    if (
      fault
        ? concerns(fault.licenseId)
        : isRevoked(entry) && concerns(entry.licenseId)
    ) {
      ids.add(entry.licenseId);
      ids.add(fault?.licenseId ?? entry.licenseId);
    }
  }
  for (const fault of snapshot.removed) {
    if (concerns(fault.licenseId)) {
      ids.add(fault.licenseId);
    }
  }
  return [...ids];
}
