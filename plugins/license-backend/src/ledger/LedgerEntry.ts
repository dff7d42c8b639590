import {
  LicenseVersion,
  SecurityEvent,
} from '@thetasecure/backstage-plugin-license-common';
import { z } from 'zod';
import { Seal } from './Sealer';

/** A trusted key, by which licenses can be told to have been signed. */
export interface KnownKey {
  kid: string;
  /** RFC 7638, base64url. */
  thumbprint: string;
}

/** A license as it was installed: what its stored document has to be. */
export interface Installed extends LicenseVersion {
  /** SHA-256 of the uploaded text, hex: the name its document is stored under. */
  bytes: string;
  /** ISO 8601 in UTC. */
  installedAt: string;
  /** Entity ref or service. */
  installedBy: string;
  key: KnownKey;
}

/** How an alarm was answered for. */
export interface Acknowledgement {
  /** ISO 8601 in UTC. */
  at: string;
  by: string;
  note: string;
  /** What was found became the new baseline. */
  accepted: boolean;
}

/** A security event as the ledger tells it. */
export interface Alarm
  extends Omit<
    SecurityEvent,
    'lastSeenAt' | 'acknowledgedAt' | 'acknowledgedBy' | 'note'
  > {
  /** What the document is stored under that was found in place of the one of a license. */
  document?: string;
  /** Once its condition is gone: when it was last seen. */
  lastSeenAt?: string;
  acknowledgement?: Acknowledgement;
}

type Installation = Installed & { licenseId: string; by: string };

/** What each kind of entry says. */
export interface LedgerContents {
  /**
   * The first entry: which deployment this is. Another one says that it is a different deployment from here on.
   * `over`: so many documents were stored already where a ledger should have been.
   */
  instance: { productInstanceId: string; over?: number; by?: string };
  /**
   * Every row before it is vouched for as it stands, except those of some sequences. `prefix`: SHA-256 over those
   * `rows` rows. Written when somebody accepts damage (`by`), and when another secret begins to seal.
   */
  baseline: { rows: number; prefix: string; except: number[]; by?: string };
  install: Installation;
  replace: Installation;
  repair: Installation;
  delete: { licenseId: string; by: string };
  /** Every replica reads its files and keys again. */
  refresh: { by: string };
  /** Keys that are trusted besides those of earlier entries. */
  keys: { keys: KnownKey[]; by?: string };
  /** A license file that verified; without digest: it is not expected any more. */
  file: {
    file: string;
    digest?: string;
    license?: LicenseVersion & { licenseId: string; key: KnownKey };
    by?: string;
  };
  /** A revocation list, as its vendor signed it. */
  revocations: {
    sequence: number;
    document: string;
    key: KnownKey;
    by: string;
  };
  alarm: Alarm;
  /** The condition of an alarm is gone, came back, or is another one. */
  condition: {
    id: string;
    active: boolean;
    lastSeenAt?: string;
    evidence?: string;
    message?: string;
    document?: string;
  };
  acknowledgement: Acknowledgement & { id: string };
  /** The deployment's time was set to an instant, forward or back. */
  clock: { mark: string; by: string };
}

export type LedgerKind = keyof LedgerContents;

/** An entry to be appended. */
export type NewEntry = {
  [K in LedgerKind]: { kind: K; content: LedgerContents[K] };
}[LedgerKind];

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

const text = z.string();
const instant = z.iso.datetime();
const key = z.object({ kid: text, thumbprint: text });
const version = { licenseId: text, issuedAt: z.number(), digest: text };
const installation = z.object({
  ...version,
  bytes: text,
  installedAt: instant,
  installedBy: text,
  key,
  by: text,
});

/**
 * The shape of each kind. A seal vouches for the shape as well; of entries without one, which anybody could have
 * written, what has another shape is not believed.
 */
const shapes: Record<LedgerKind, z.ZodType> = {
  instance: z.object({ productInstanceId: text }),
  baseline: z.object({
    rows: z.int(),
    prefix: text,
    except: z.array(z.int()),
  }),
  install: installation,
  replace: installation,
  repair: installation,
  delete: z.object({ licenseId: text, by: text }),
  refresh: z.object({ by: text }),
  keys: z.object({ keys: z.array(key) }),
  file: z.object({
    file: text,
    digest: text.optional(),
    license: z.object({ ...version, key }).optional(),
  }),
  revocations: z.object({ sequence: z.int(), document: text, key, by: text }),
  alarm: z.object({
    id: text,
    type: text,
    severity: text,
    subject: text,
    message: text,
    remedy: text,
    evidence: text,
    firstSeenAt: instant,
    active: z.boolean(),
  }),
  condition: z.object({ id: text, active: z.boolean() }),
  acknowledgement: z.object({ id: text, at: instant, by: text, note: text }),
  clock: z.object({ mark: instant }),
};

/** Whether an entry has the shape of its kind. */
export const isWellFormed = (
  { kind, recordedAt }: LedgerEntry,
  content: unknown,
): boolean =>
  Object.hasOwn(shapes, kind) &&
  instant.safeParse(recordedAt).success &&
  shapes[kind as LedgerKind].safeParse(content).success;
