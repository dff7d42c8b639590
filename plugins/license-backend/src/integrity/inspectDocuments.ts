import { LedgerState, LicenseRecord } from '../ledger/LedgerState';
import { LedgerStore, StoredDocument } from '../ledger/LedgerStore';
import { LedgerTransaction } from '../ledger/LedgerTransaction';
import { readPages } from '../database/pages';
import { sha256 } from '../ledger/Sealer';
import { DocumentVerifier, Verification } from '../sources/DocumentVerifier';
import {
  detect,
  Detection,
  subjectOfDocument,
  subjectOfLicense,
} from './detections';

/** Documents read at a time. */
const PAGE = 100;

/** Stored documents that do not fit the ledger, and licenses that have none. */
export interface Suspects {
  /** What documents are stored under. */
  names: ReadonlySet<string>;
  licenseIds: ReadonlySet<string>;
}

type Keys = Parameters<DocumentVerifier['verify']>[2];

const namesIn = (state: LedgerState): Map<string, LicenseRecord> =>
  new Map(
    [...state.licenses.values()].flatMap(record =>
      record.installed ? [[record.installed.bytes, record] as const] : [],
    ),
  );

/**
 * Holds all stored documents against what the ledger says was installed. Nobody is kept from changing anything
 * meanwhile, so what does not fit is looked at again under the lock.
 */
export async function findSuspects(
  store: LedgerStore,
  state: LedgerState,
  signal?: AbortSignal,
): Promise<Suspects> {
  const expected = namesIn(state);
  const names = new Set<string>();
  await readPages(options => store.read(rows => rows.documents(options)), {
    keyOf: ({ name }: StoredDocument) => name,
    limit: PAGE,
    signal,
    take: ({ name, text }) => {
      if (!expected.has(name) || sha256(text) !== name) {
        names.add(name);
      }
      // One that is there twice, by way of a poisoned order of names, is there.
      expected.delete(name);
    },
  });
  return {
    names,
    licenseIds: new Set(
      [...expected.values()].map(({ licenseId }) => licenseId),
    ),
  };
}

/** @param name - what the document is stored under that was found in place of the installed one */
const edited = (
  { licenseId, installed, change }: LicenseRecord,
  name: string,
  digest: string,
): Detection =>
  detect(
    'document_edited',
    subjectOfLicense(licenseId),
    { change },
    [name, digest, installed!.bytes],
    { licenseId, document: name },
  );

/** What the matter is with the suspects, in a transaction that nobody else changes anything in. */
export async function inspectSuspects(
  { rows, state }: LedgerTransaction,
  { names, licenseIds }: Suspects,
  verify: (document: StoredDocument) => Promise<Verification>,
): Promise<Detection[]> {
  if (names.size + licenseIds.size === 0) {
    return [];
  }
  const expected = namesIn(state);
  const own = [...licenseIds].flatMap(
    id => state.licenses.get(id)?.installed?.bytes ?? [],
  );
  const stored = await rows.documentsOf([...new Set([...names, ...own])]);
  const present = new Set(stored.map(({ name }) => name));
  const missing = new Map(
    [...expected].filter(
      ([name, { licenseId }]) =>
        (names.has(name) || licenseIds.has(licenseId)) && !present.has(name),
    ),
  );
  const found: Detection[] = [];
  for (const document of stored) {
    const { name, text } = document;
    const digest = sha256(text);
    const record = expected.get(name);
    if (record && digest !== name) {
      found.push(edited(record, name, digest));
    } else if (!record) {
      const { verified } = await verify(document);
      const licenseId = verified?.document.licenseId;
      const replaced = [...missing.values()].find(
        gone => gone.licenseId === licenseId,
      );
      if (replaced) {
        // Another document in place of the one that was installed: one change, not one taken out and one put in.
        missing.delete(replaced.installed!.bytes);
        found.push(edited(replaced, name, digest));
      } else {
        const of = licenseId === undefined ? {} : { licenseId };
        const subject = subjectOfDocument(name);
        found.push(detect('document_unknown', subject, of, [name, digest], of));
      }
    }
  }
  for (const { licenseId, installed, change } of missing.values()) {
    const subject = subjectOfLicense(licenseId);
    const evidence = [installed!.bytes];
    found.push(
      detect('document_missing', subject, { change }, evidence, { licenseId }),
    );
  }
  return found;
}

/** Verifies a stored document by what it holds, whatever it is stored under. */
export const documentVerifier =
  (verifier: DocumentVerifier, keys: Keys) =>
  async ({ text }: StoredDocument): Promise<Verification> => {
    const digest = sha256(text);
    return (
      verifier.find(digest, keys) ??
      verifier.verify(digest, Buffer.from(text), keys)
    );
  };
