import { toInstant } from '../database/instants';
import { Snapshot } from '../inventory/LicenseInventory';
import { keysEntry } from '../inventory/unnotedSources';
import { DeploymentTime } from '../ledger/DeploymentTime';
import { NewEntry } from '../ledger/LedgerEntry';
import { StoredDocument } from '../ledger/LedgerStore';
import { LedgerTransaction } from '../ledger/LedgerTransaction';
import { LedgerWalk } from '../ledger/LedgerWalk';
import { sha256 } from '../ledger/Sealer';
import { Verification } from '../sources/DocumentVerifier';
import { Detection, documentOfSubject } from './detections';

/** What was found, and all there is to accept it by. */
export interface Acceptance {
  detection: Detection;
  /** Along the whole ledger, under the lock. */
  walk: LedgerWalk;
  snapshot: Snapshot;
  verify: (document: StoredDocument) => Promise<Verification>;
  by: string;
}

/** Takes a document that verifies for what is installed, and stores it under its own digest. */
async function acceptDocument(
  tx: LedgerTransaction,
  time: DeploymentTime,
  { detection, verify, by }: Acceptance,
): Promise<NewEntry[] | undefined> {
  const name = detection.document ?? documentOfSubject(detection.subject)!;
  const [stored] = await tx.rows.documentsOf([name]);
  const verified = stored && (await verify(stored)).verified;
  if (!verified) {
    return undefined;
  }
  const { licenseId } = verified.document;
  if (detection.licenseId !== licenseId) {
    return undefined;
  }
  const record = tx.state.licenses.get(licenseId);
  const bytes = sha256(stored.text);
  for (const former of [stored.name, record?.installed?.bytes]) {
    if (former !== undefined && former !== bytes) {
      await tx.rows.removeDocument(former);
    }
  }
  await tx.rows.putDocument({ name: bytes, text: stored.text });
  const { issuedAt, digest, key } = verified;
  const origin = record?.installed ?? {
    installedAt: toInstant(time.recordable),
    installedBy: by,
  };
  return [
    {
      kind: record?.installed ? 'replace' : 'install',
      content: {
        licenseId,
        issuedAt,
        digest,
        bytes,
        key,
        by,
        installedAt: origin.installedAt,
        installedBy: origin.installedBy,
      },
    },
  ];
}

/** The ledger goes on from its present state; what nobody wrote behind it is taken out. */
async function acceptLedger(
  tx: LedgerTransaction,
  { walk, snapshot, by }: Acceptance,
): Promise<NewEntry[]> {
  const { strays } = walk;
  const content = walk.acceptance(tx.unsealedUntil);
  await tx.rows.removeStrays(strays);
  const { productInstanceId } = snapshot.context;
  return [
    { kind: 'baseline', content: { ...content, by } },
    // Where the entry is gone that told which deployment this is, another one does.
    ...(walk.state.productInstanceId === undefined &&
    (content.except.length > 0 || walk.head.sequence === 0)
      ? [{ kind: 'instance' as const, content: { productInstanceId, by } }]
      : []),
  ];
}

/**
 * Makes exactly what was found the new baseline, on the word of somebody who looked into it.
 *
 * @returns the entries that say so; `undefined` if it cannot be accepted
 */
export async function accept(
  tx: LedgerTransaction,
  time: DeploymentTime,
  acceptance: Acceptance,
): Promise<NewEntry[] | undefined> {
  const { detection, snapshot, by } = acceptance;
  const { type, licenseId, subject } = detection;
  switch (type) {
    case 'ledger_damaged':
      return acceptLedger(tx, acceptance);
    case 'document_missing':
      return [{ kind: 'delete', content: { licenseId: licenseId!, by } }];
    case 'document_edited':
    case 'document_unknown':
      return acceptDocument(tx, time, acceptance);
    case 'trusted_key_added':
      return [
        keysEntry(
          snapshot.sources.keys.all.filter(
            ({ kid }) => subject === `key:${kid}`,
          ),
          by,
        ),
      ];
    case 'file_invalid':
      return undefined;
    case 'file_gone':
      return [
        { kind: 'file', content: { file: subject.slice('file:'.length), by } },
      ];
    case 'clock_back':
    case 'clock_forward':
      return [{ kind: 'clock', content: { mark: toInstant(Date.now()), by } }];
    case 'instance_changed': {
      const { productInstanceId } = snapshot.context;
      return [{ kind: 'instance', content: { productInstanceId, by } }];
    }
    default:
      return [];
  }
}
