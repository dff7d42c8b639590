import { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { z } from 'zod';
import { Seal } from './Sealer';

const text = z.string();
/** ISO 8601 in UTC. */
const instant = z.iso.datetime();

const key = z.object({
  kid: text,
  /** RFC 7638, base64url. */
  thumbprint: text,
});

/** A version of a license. */
const version = { licenseId: text, issuedAt: z.number(), digest: text };

const installation = z.object({
  ...version,
  /** SHA-256 of the uploaded text, hex: the name its document is stored under. */
  bytes: text,
  installedAt: instant,
  /** Entity ref or service. */
  installedBy: text,
  key,
  by: text,
});

const acknowledgement = z.object({
  at: instant,
  by: text,
  note: text,
  /** What was found became the new baseline. */
  accepted: z.boolean(),
});

/**
 * What each kind of entry says. A seal vouches for the shape as well; of entries without one, which anybody could have
 * written, what has another shape is not believed.
 */
const shapes = {
  /**
   * The first entry: which deployment this is. Another one says that it is a different deployment from here on.
   * `over`: so many documents were stored already where a ledger should have been.
   */
  instance: z.object({
    productInstanceId: text,
    over: z.int().optional(),
    by: text.optional(),
  }),
  /**
   * Every row before it is vouched for as it stands, except those of some sequences. `prefix`: SHA-256 over those
   * `rows` rows. Written when somebody accepts damage (`by`), and when another secret begins to seal.
   */
  baseline: z.object({
    rows: z.int(),
    prefix: text,
    except: z.array(z.int()),
    by: text.optional(),
  }),
  install: installation,
  replace: installation,
  repair: installation,
  delete: z.object({ licenseId: text, by: text }),
  /** Every replica reads its files and keys again. */
  refresh: z.object({ by: text }),
  /** Keys that are trusted besides those of earlier entries. */
  keys: z.object({ keys: z.array(key), by: text.optional() }),
  /** A license file that verified; without digest: it is not expected any more. */
  file: z.object({
    file: text,
    digest: text.optional(),
    license: z.object({ ...version, key }).optional(),
    by: text.optional(),
  }),
  /** A revocation list, as its vendor signed it. */
  revocations: z.object({ sequence: z.int(), document: text, key, by: text }),
  alarm: z.object({
    id: text,
    type: text.pipe(z.custom<SecurityEvent['type']>()),
    severity: text.pipe(z.custom<SecurityEvent['severity']>()),
    subject: text,
    licenseId: text.optional(),
    message: text,
    remedy: text,
    evidence: text,
    firstSeenAt: instant,
    active: z.boolean(),
    /** What the document is stored under that was found in place of the one of a license. */
    document: text.optional(),
  }),
  /** The condition of an alarm is gone, came back, or is another one. `lastSeenAt`: once it is gone. */
  condition: z.object({
    id: text,
    active: z.boolean(),
    lastSeenAt: instant.optional(),
    evidence: text.optional(),
    message: text.optional(),
    document: text.optional(),
  }),
  acknowledgement: acknowledgement.extend({ id: text }),
  /** The deployment's time was set to an instant, forward or back. */
  clock: z.object({ mark: instant, by: text }),
};

/** What each kind of entry says. */
export type LedgerContents = {
  [K in keyof typeof shapes]: z.output<(typeof shapes)[K]>;
};

export type LedgerKind = keyof LedgerContents;

/** A trusted key, by which licenses can be told to have been signed. */
export type KnownKey = z.output<typeof key>;

/** A license as it was installed: what its stored document has to be. */
export type Installed = Omit<LedgerContents['install'], 'licenseId' | 'by'>;

/** A security event as the ledger tells it. */
export type Alarm = LedgerContents['alarm'] &
  Pick<LedgerContents['condition'], 'lastSeenAt'> & {
    /** How it was answered for. */
    acknowledgement?: z.output<typeof acknowledgement>;
  };

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

/** Whether an entry has the shape of its kind. */
export const isWellFormed = (
  { kind, recordedAt }: LedgerEntry,
  content: unknown,
): boolean =>
  Object.hasOwn(shapes, kind) &&
  instant.safeParse(recordedAt).success &&
  shapes[kind as LedgerKind].safeParse(content).success;
