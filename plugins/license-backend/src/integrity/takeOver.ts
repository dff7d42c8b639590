import {
  StoredLicense,
  LicenseTransaction,
  NewEntry,
} from '../database/LicenseStore';
import { Sources } from '../inventory/LicenseInventory';
import {
  InstalledLicense,
  Verdict,
  verify,
} from '../inventory/InstalledLicense';
import { InstallCause, LedgerContents, sha256 } from '../ledger/LedgerEntry';
import { LedgerState } from '../ledger/LedgerState';
import { unnotedSources } from './inspect';

/** Rows read at a time. */
const PAGE = 200;

/** Nothing is vouched for: what is stored there did not verify when the ledger took it over. */
const UNSOUND = {
  bytes: '',
  digest: '',
  issuedAt: 0,
  key: { kid: '', thumbprint: '' },
};

/** What the ledger keeps of a verified document. */
export const factsOf = (
  { digest, issuedAt, key }: NonNullable<InstalledLicense['verified']>,
  bytes: string,
): Pick<
  LedgerContents['install'],
  'bytes' | 'digest' | 'issuedAt' | 'key'
> => ({
  bytes,
  digest,
  issuedAt,
  key,
});

/** An entry that vouches for a license as it is stored, or for none of its facts if it does not verify. */
function installEntry(
  { licenseId, document, installedAt, installedBy }: StoredLicense,
  { verified }: Verdict,
  cause: InstallCause,
  by: string,
): NewEntry {
  const isOwn = verified?.document.licenseId === licenseId;
  return {
    kind: 'install',
    content: {
      licenseId,
      cause,
      by,
      ...(isOwn ? factsOf(verified, sha256(document)) : UNSOUND),
      installedAt,
      installedBy,
    },
  };
}

/**
 * Everything that is there now, as entries that follow a first entry or a baseline: keys, files, licenses,
 * revocations and alarms.
 */
export async function takeOver(
  tx: LicenseTransaction,
  snapshot: Sources,
  cause: InstallCause,
  by?: string,
): Promise<NewEntry[]> {
  const entries = unnotedSources(new LedgerState(), snapshot);
  for (let after: string | undefined; ; ) {
    const page = await tx.listLicenses({ after, limit: PAGE });
    for (const license of page) {
      const bytes = Buffer.from(license.document);
      const verdict = await verify(bytes, snapshot.keys, snapshot.terms);
      entries.push(
        installEntry(license, verdict, cause, by ?? license.installedBy),
      );
    }
    if (page.length < PAGE) {
      break;
    }
    after = page.at(-1)!.licenseId;
  }
  for (const { lastSeenAt, ...alarm } of await tx.events.all()) {
    entries.push({
      kind: 'alarm',
      content: alarm.active ? alarm : { ...alarm, lastSeenAt },
    });
  }
  return entries;
}
