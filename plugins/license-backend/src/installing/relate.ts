import {
  Check,
  checkVersion,
  InstalledLicense,
} from '@thetasecure/backstage-plugin-license-common';
import { Installed } from '../ledger/LedgerEntry';
import { LedgerState } from '../ledger/LedgerState';
import { LedgerRows } from '../ledger/LedgerStore';
import { sha256 } from '../ledger/Sealer';

/** How a license relates to what is installed. */
export type Relation =
  /** The same facts are installed, and sound. */
  | { kind: 'installed' }
  /** The same facts were installed, and what is stored is damaged or gone. */
  | { kind: 'repair'; original: Installed }
  | { kind: 'install' | 'replace'; versionChecks: Check[] };

/** Whether what is stored is what was installed. */
async function isWhole(
  rows: LedgerRows,
  installed: Installed,
): Promise<boolean> {
  const [stored] = await rows.documentsOf([installed.bytes]);
  return stored !== undefined && sha256(stored.text) === installed.bytes;
}

/**
 * Tells what becomes of a verified license that somebody wants to install.
 *
 * @param files - licenses from files
 */
export async function relate(
  rows: LedgerRows,
  state: LedgerState,
  files: readonly InstalledLicense[],
  verified: NonNullable<InstalledLicense['verified']>,
): Promise<Relation> {
  const { licenseId } = verified.document;
  const record = state.licenses.get(licenseId);
  const installed = record?.installed;
  const isDamaged =
    installed !== undefined &&
    (record!.fault !== undefined || !(await isWhole(rows, installed)));
  if (isDamaged && installed.digest === verified.digest) {
    return { kind: 'repair', original: installed };
  }
  const [standing] = [
    ...files
      .filter(file => file.licenseId === licenseId)
      .flatMap(file => file.verified ?? []),
    ...(installed && !isDamaged ? [installed] : []),
  ].sort((a, b) => b.issuedAt - a.issuedAt);
  if (standing?.digest === verified.digest) {
    return { kind: 'installed' };
  }
  return {
    kind: installed ? 'replace' : 'install',
    versionChecks: checkVersion(verified, record?.newest),
  };
}
