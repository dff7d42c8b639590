import { KnownKey, NewEntry } from '../ledger/LedgerEntry';
import { LedgerState } from '../ledger/LedgerState';
import { VerifiedList } from '../sources/RevocationLists';
import { Sources } from '../sources/SourceReader';

/** An entry that says these keys are rightly trusted. */
export const keysEntry = (
  keys: readonly KnownKey[],
  by?: string,
): NewEntry => ({
  kind: 'keys',
  content: {
    keys: keys.map(({ kid, thumbprint }) => ({ kid, thumbprint })),
    ...(by !== undefined && { by }),
  },
});

/** What files and configuration say rightly, and the ledger does not say yet. */
export function unnotedSources(
  state: LedgerState,
  { keys, files }: Sources,
  list: VerifiedList | undefined,
): NewEntry[] {
  const entries: NewEntry[] = [];
  // As long as none was ever trusted, the first ones are where trust begins.
  if (state.keys.size === 0 && keys.size > 0) {
    entries.push(keysEntry(keys.all));
  }
  for (const {
    name,
    digest,
    verification: { verified },
  } of files) {
    if (verified && state.files.get(name)?.digest !== digest) {
      const { document, issuedAt, digest: payload, key } = verified;
      const { licenseId } = document;
      const license = { licenseId, issuedAt, digest: payload, key };
      entries.push({ kind: 'file', content: { file: name, digest, license } });
    }
  }
  if (list && list.list.sequence > (state.revocations?.sequence ?? 0)) {
    const { text: document, key } = list;
    const { sequence } = list.list;
    const content = { sequence, document, key, by: 'file' };
    entries.push({ kind: 'revocations', content });
  }
  return entries;
}
