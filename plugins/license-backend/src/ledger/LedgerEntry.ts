import {
  LicenseVersion,
  SecurityEvent,
} from '@thetasecure/backstage-plugin-license-common';
import { hash } from 'node:crypto';
import { Seal } from './Sealer';

/** A trusted key, by which licenses can be told to have been signed. */
export interface KnownKey {
  kid: string;
  /** RFC 7638, base64url. */
  thumbprint: string;
}

/** A license as it was installed: what a stored row has to agree with. */
export interface Vouched extends LicenseVersion {
  /** SHA-256 of the stored text, hex. */
  bytes: string;
  /** ISO 8601 in UTC. */
  installedAt: string;
  installedBy: string;
  key: KnownKey;
}

/** Why a license was recorded as installed. */
export type InstallCause =
  | 'installed'
  | 'replaced'
  | 'repaired'
  /** It was there before the ledger began. */
  | 'taken over'
  /** Somebody accepted what was changed behind the API. */
  | 'accepted';

/** How an alarm was answered for. */
export interface Acknowledgement {
  at: string;
  by: string;
  note: string;
  /** The state of the subject became the new baseline. */
  accepted: boolean;
}

/** An alarm, with what is only there later. */
export interface Alarm
  extends Omit<
    SecurityEvent,
    'lastSeenAt' | 'acknowledgedAt' | 'acknowledgedBy' | 'note'
  > {
  evidence: string;
  /** Once its condition is gone: when it was last seen. */
  lastSeenAt?: string;
  acknowledgement?: Acknowledgement;
}

/** What each kind of entry says. */
export interface LedgerContents {
  /** The first entry. */
  genesis: { productInstanceId: string };
  /** From here on entries are sealed with this key. */
  seal: { keyId: string };
  /**
   * Whatever was damaged before was accepted as it is, and what holds now is told anew by the entries that
   * follow. `prefix`: SHA-256 over the `rows` entries before it, as they stood.
   */
  baseline: { productInstanceId: string; rows: number; prefix: string };
  install: Vouched & { licenseId: string; cause: InstallCause; by: string };
  delete: { licenseId: string; by: string };
  /** Keys that are trusted besides those of earlier entries. */
  keys: { keys: KnownKey[] };
  /** A license file that verified; without digest: it is not expected any more. */
  file: { file: string; digest?: string; key?: KnownKey };
  /** A revocation list, as its vendor signed it. */
  revocations: { sequence: number; document: string; by: string };
  alarm: Alarm;
  /** The condition of an alarm is gone, or came back before anybody answered for it. */
  condition: { id: string; active: boolean; lastSeenAt?: string };
  acknowledgement: Acknowledgement & { id: string };
  /** The deployment's time was set to an instant, forward or back. */
  clock: { mark: string };
}

export type LedgerKind = keyof LedgerContents;

/** One entry as it is stored. */
export interface LedgerEntry {
  sequence: number;
  /** ISO 8601 in UTC. */
  recordedAt: string;
  kind: string;
  /** JSON. */
  content: string;
  /** Digest of the entry before; of the first one: 64 zeros. */
  previous: string;
  /** SHA-256 of all of the above, lower-case hex. */
  digest: string;
  seal?: Seal;
}

/** What the first entry has for a predecessor. */
export const ORIGIN = '0'.repeat(64);

export const sha256 = (text: string | Uint8Array): string =>
  hash('sha256', text);

type Signed = Pick<
  LedgerEntry,
  'sequence' | 'recordedAt' | 'kind' | 'content' | 'previous'
>;

/** What digest and seal of an entry are made over: its content and its predecessor, in one unambiguous form. */
export const entryText = (entry: Signed): string =>
  JSON.stringify([
    'entry',
    entry.sequence,
    entry.recordedAt,
    entry.kind,
    entry.content,
    entry.previous,
  ]);

/** What the seal of the head is made over, which the shared row keeps beside the ledger. */
export const headText = (head: { sequence: number; digest: string }): string =>
  JSON.stringify(['head', head.sequence, head.digest]);

/** What the seal of the time mark is made over. */
export const timeText = (mark: string): string =>
  JSON.stringify(['time', mark]);
