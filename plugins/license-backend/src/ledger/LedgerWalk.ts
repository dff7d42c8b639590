import { createHash } from 'node:crypto';
import {
  entryText,
  LedgerContents,
  LedgerEntry,
  ORIGIN,
  sha256,
} from './LedgerEntry';
import { LedgerState } from './LedgerState';
import { Sealer, SealVerdict } from './Sealer';

/** Where the ledger ends: its last entry. */
export interface LedgerHead {
  /** 0: there is no entry. */
  sequence: number;
  digest: string;
  /** ISO 8601 in UTC. */
  recordedAt: string;
}

/** A head that was seen before: the ledger has to hold it still. */
export type Anchor = Pick<LedgerHead, 'sequence' | 'digest'>;

/** The first thing that is wrong with a ledger. */
export interface Damage {
  /** One sentence. */
  message: string;
}

/** The entry as it stands, for the digest over a damaged prefix that somebody accepts. */
const rawText = (text: string, { seal, digest }: LedgerEntry) =>
  JSON.stringify([text, digest, seal?.keyId, seal?.value]);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * Walks along a ledger from its first entry on, and notes whether each one is whole, sealed, and follows the one
 * before.
 *
 * @remarks
 * Entries without a seal, or with one of a secret that is not configured here, prove nothing by themselves. They
 * are believed once an entry `seal` of a configured key comes after them: the plugin writes one only after it
 * has verified what is before (a first secret, or another one). An entry `baseline` ends damage that somebody
 * accepted, as long as what is before it still is what was accepted.
 */
export class LedgerWalk {
  readonly state: LedgerState;
  head: LedgerHead = {
    sequence: 0,
    digest: ORIGIN,
    recordedAt: new Date(0).toISOString(),
  };
  /** Whether the last entry is sealed with a key that is configured here. */
  headSeal: SealVerdict | 'none' = 'none';
  /** The key that the last entry is sealed with. */
  headKeyId: string | undefined;
  /** Whether any entry has a seal. */
  hasSeals = false;
  /** The sequence of the last baseline that somebody accepted; 0: none. */
  baseline = 0;
  rows = 0;
  readonly #sealer: Sealer;
  readonly #raw = createHash('sha256');
  readonly #anchors: readonly Anchor[];
  readonly #metAnchors = new Set<Anchor>();
  /** Keys that are not configured here, and to which one that is has handed over. */
  readonly #successors = new Set<string>();
  #damage: Damage | undefined;
  #unproven: number | undefined;

  /**
   * @param anchors - heads to look for on the way
   * @param before - what an earlier walk found
   */
  constructor(
    sealer: Sealer,
    anchors: readonly Anchor[] = [],
    before?: LedgerState,
  ) {
    this.state = new LedgerState(before);
    this.#sealer = sealer;
    this.#anchors = anchors;
  }

  /** SHA-256 over all entries so far, as they stand, hex. */
  get prefix(): string {
    return this.#raw.copy().digest('hex');
  }

  /** Whether each entry is as it was written and follows the one before, whoever wrote them. */
  get isWhole(): boolean {
    return this.#damage === undefined;
  }

  /** What is wrong so far, not asking where the ledger should end. */
  get damage(): Damage | undefined {
    if (this.#damage || this.#unproven === undefined || !this.#sealer.keyId) {
      return this.#damage;
    }
    return {
      message: `The ledger is not sealed with a configured secret from entry ${
        this.#unproven
      } on: it was written by somebody else, or by a backend without the secrets of license.integrity.keys.`,
    };
  }

  /** Of the anchors, those that are neither held nor given up by a baseline. */
  get missingAnchors(): Anchor[] {
    return this.#anchors.filter(
      anchor =>
        anchor.sequence >= this.baseline && !this.#metAnchors.has(anchor),
    );
  }

  step(entry: LedgerEntry): void {
    const content = parse(entry.content);
    const text = entryText(entry);
    const isSound = content !== undefined && sha256(text) === entry.digest;
    const seal = entry.seal ? this.#sealer.verify(text, entry.seal) : 'none';
    if (
      entry.kind === 'baseline' &&
      isSound &&
      (seal === 'good' || !this.#sealer.keyId) &&
      this.#accepts(content as LedgerContents['baseline'])
    ) {
      this.#damage = undefined;
      this.#unproven = undefined;
      this.baseline = entry.sequence;
    } else {
      this.#damage ??= this.#faultOf(entry, isSound, seal);
      this.#prove(entry, content, seal);
    }

    this.#raw.update(rawText(text, entry));
    this.rows += 1;
    this.hasSeals ||= entry.seal !== undefined;
    this.headSeal = seal;
    this.headKeyId = entry.seal?.keyId;
    this.head = {
      sequence: entry.sequence,
      digest: entry.digest,
      recordedAt: entry.recordedAt,
    };
    for (const anchor of this.#anchors) {
      if (
        anchor.sequence === entry.sequence &&
        anchor.digest === entry.digest
      ) {
        this.#metAnchors.add(anchor);
      }
    }
    if (isSound) {
      this.state.apply(entry, content);
    }
  }

  #accepts({ rows, prefix }: LedgerContents['baseline']): boolean {
    return rows === this.rows && prefix === this.prefix;
  }

  #faultOf(
    entry: LedgerEntry,
    isSound: boolean,
    seal: SealVerdict | 'none',
  ): Damage | undefined {
    const { sequence, previous } = entry;
    const expected = this.head.sequence + 1;
    if (sequence > expected) {
      return {
        message:
          sequence - expected === 1
            ? `Entry ${expected} of the ledger is missing.`
            : `Entries ${expected} to ${
                sequence - 1
              } of the ledger are missing.`,
      };
    }
    if (!isSound || seal === 'bad') {
      return { message: `Entry ${sequence} of the ledger was edited.` };
    }
    if (previous !== this.head.digest) {
      return {
        message: `Entry ${sequence} of the ledger does not follow the one before: entries were edited, exchanged or put in.`,
      };
    }
    return undefined;
  }

  #prove(entry: LedgerEntry, content: unknown, seal: SealVerdict | 'none') {
    if (seal === 'good') {
      if (entry.kind === 'seal') {
        const { keyId } = content as LedgerContents['seal'];
        if (keyId === entry.seal?.keyId) {
          this.#unproven = undefined;
        } else {
          this.#successors.add(keyId);
        }
      }
    } else if (
      seal === 'none' ||
      (seal === 'unknown' && !this.#successors.has(entry.seal!.keyId))
    ) {
      this.#unproven ??= entry.sequence;
    }
  }
}
