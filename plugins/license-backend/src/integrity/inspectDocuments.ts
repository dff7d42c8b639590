import { LedgerState, LicenseRecord } from '../ledger/LedgerState';
import { LedgerStore, StoredDocument } from '../ledger/LedgerStore';
import { LedgerTransaction } from '../ledger/LedgerTransaction';
import { readPages } from '../database/pages';
import { sha256 } from '../ledger/Sealer';
import { DocumentVerifier, Verification } from '../sources/DocumentVerifier';
import { Detection, documentDetection, DocumentFault } from './detections';

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

/** What the matter is with the suspects, in a transaction that nobody else changes anything in. */
export async function inspectSuspects(
  { rows, state }: LedgerTransaction,
  { names, licenseIds }: Suspects,
  verify: (document: StoredDocument) => Promise<Verification>,
): Promise<{ faults: DocumentFault[]; detections: Detection[] }> {
  if (names.size + licenseIds.size === 0) {
    return { faults: [], detections: [] };
  }
  const expected = namesIn(state);
  const own = [...licenseIds].flatMap(
    id => state.licenses.get(id)?.installed?.bytes ?? [],
  );
  const stored = await rows.documentsOf([...new Set([...names, ...own])]);
  const faults: DocumentFault[] = [];
  const present = new Set<string>();
  const unknown: (DocumentFault & { verified?: string })[] = [];
  for (const document of stored) {
    const { name, text } = document;
    present.add(name);
    const digest = sha256(text);
    const record = expected.get(name);
    if (!record) {
      const { verified } = await verify(document);
      unknown.push({
        type: 'document_unknown',
        name,
        digest,
        ...(verified && { licenseId: verified.document.licenseId }),
      });
    } else if (digest !== name) {
      const { licenseId } = record;
      faults.push({ type: 'document_edited', licenseId, name, digest });
    }
  }
  const missing = new Set(
    [...expected].flatMap(([name, { licenseId }]) =>
      (names.has(name) || licenseIds.has(licenseId)) && !present.has(name)
        ? [licenseId]
        : [],
    ),
  );
  for (const fault of unknown) {
    if (fault.licenseId !== undefined && missing.delete(fault.licenseId)) {
      // Another document in place of the one that was installed: one change, not one taken out and one put in.
      faults.push({ ...fault, type: 'document_edited' });
    } else {
      faults.push(fault);
    }
  }
  missing.forEach(licenseId =>
    faults.push({ type: 'document_missing', licenseId }),
  );
  return {
    faults,
    detections: faults.map(fault =>
      documentDetection(
        fault,
        fault.licenseId === undefined
          ? undefined
          : state.licenses.get(fault.licenseId),
      ),
    ),
  };
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
