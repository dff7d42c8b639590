import { createHash, Hash } from 'node:crypto';
import { LedgerHead } from './CheckpointFile';
import {
  entryText,
  isWellFormed,
  LedgerContents,
  LedgerEntry,
  ORIGIN,
} from './LedgerEntry';
import { LedgerState } from './LedgerState';
import { Sealer, sha256 } from './Sealer';

/** An entry of the ledger that somebody has seen: it has to be there still. */
export interface Anchor {
  sequence: number;
  /** Absent if only its number is known. */
  digest?: string;
}

/** What is wrong with a ledger. */
export interface Damage {
  /** One sentence about the first of it. */
  message: string;
  /** SHA-256 over all of it, hex. */
  evidence: string;
}

interface FoundDamage {
  message: string;
  hash: Hash;
}

/** The rows before a baseline, which vouches for them. */
export interface Vouching {
  sequence: number;
  except: ReadonlySet<number>;
}

/** A gap this large is none that entries left, which have numbers in order. */
const LARGEST_GAP = 1_000_000;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The row as it stands, for a digest over rows that somebody accepts. */
const rawText = ({ digest, seal, ...entry }: LedgerEntry) =>
  JSON.stringify([entryText(entry), digest, seal?.keyId, seal?.value]);

/**
 * Walks along a ledger in the order of its sequence, tells which rows are to be believed, and adds up what those say.
 *
 * @remarks
 * A row is believed for a good seal of its own; where no secret is configured, for a good digest. An entry
 * `baseline` that is believed vouches for the rows before it: whoever wrote it had verified them (another secret), or
 * somebody answers for them (damage). Rows that only a baseline vouches for take a second walk, which knows of it.
 */
export class LedgerWalk {
  readonly state = new LedgerState();
  /** The last row that is believed. */
  head: LedgerHead = {
    sequence: 0,
    digest: ORIGIN,
    recordedAt: new Date(0).toISOString(),
  };
  /** The key that the head is sealed with. */
  headKeyId: string | undefined;
  /** Rows up to here were read, without a gap behind the head. */
  cursor = 0;
  /** The sequence of the last baseline; 0: none. */
  baseline = 0;
  /** Whether a walk along all rows would tell more: a gap, damage somebody else found, or a baseline. */
  isOutdated = false;
  readonly #sealer: Sealer;
  readonly #vouching: Vouching | undefined;
  /** Of the anchors, by sequence: whether the ledger holds them. */
  readonly #anchors = new Map<number, Set<string>>();
  readonly #hash = createHash('sha256');
  #rows = 0;
  /** Of rows since the head: they belong to the prefix once a believed one follows. */
  #behind: { text: string; entry: LedgerEntry }[] = [];
  #damage: FoundDamage | undefined;
  /** Sequences of rows that are not believed. */
  #disbelieved: number[] = [];
  /** Those of them that are whole, but for a seal. */
  readonly #unsealed = new Set<number>();
  /** Rows since the head, sealed with a secret that is not configured here. */
  #foreign: LedgerEntry[] = [];
  #vouchingFound: Vouching | undefined;

  /** @param vouching - what an earlier walk along the same ledger found */
  constructor(sealer: Sealer, anchors: readonly Anchor[], vouching?: Vouching) {
    this.#sealer = sealer;
    this.#vouching = vouching;
    for (const { sequence } of anchors) {
      this.#anchors.set(sequence, new Set());
    }
  }

  /** A baseline that vouches for rows which were not believed: walk again, knowing of it. */
  get vouching(): Vouching | undefined {
    return this.#vouchingFound;
  }

  /** The ledger goes on under a secret that is not configured here. */
  get isSecretMissing(): boolean {
    return this.#foreign.length > 0;
  }

  /** Whether there is no row at all. */
  get isEmpty(): boolean {
    return this.head.sequence === 0 && this.#behind.length === 0;
  }

  /** Rows behind the head that nobody believes. */
  get strays(): number[] {
    return this.#behind.map(({ entry }) => entry.sequence);
  }

  /**
   * What a baseline says that accepts everything up to the head as it stands.
   *
   * @param unsealedUntil - up to here entries were written before there was a secret: the first one takes them over
   */
  acceptance(
    unsealedUntil: number | undefined,
  ): Omit<LedgerContents['baseline'], 'by'> {
    const except = this.#disbelieved.filter(
      sequence =>
        !this.#unsealed.has(sequence) || sequence > (unsealedUntil ?? 0),
    );
    const strays = new Set(this.strays);
    return {
      rows: this.#rows,
      prefix: this.#hash.copy().digest('hex'),
      except: except.filter(sequence => !strays.has(sequence)),
    };
  }

  /**
   * What is wrong, once somebody has appended what follows an anchor that the ledger does not hold.
   *
   * @param missing - from `missingAmong`
   */
  damageWith(missing: Anchor | undefined): Damage | undefined {
    const damage = this.#damage && {
      message: this.#damage.message,
      hash: this.#damage.hash.copy(),
    };
    const found = missing
      ? this.#faultOfPlace(
          missing.sequence + 1,
          missing.digest ?? this.head.digest,
          damage,
        )
      : damage;
    return (
      found && { message: found.message, evidence: found.hash.digest('hex') }
    );
  }

  /** The last of these anchors that the ledger does not hold, and no baseline gave up. */
  missingAmong(anchors: readonly Anchor[]): Anchor | undefined {
    return anchors
      .filter(
        ({ sequence, digest }) =>
          sequence > this.baseline &&
          (sequence > this.head.sequence ||
            (digest !== undefined &&
              this.#anchors.has(sequence) &&
              !this.#anchors.get(sequence)!.has(digest))),
      )
      .sort((a, b) => b.sequence - a.sequence || (a.digest ? -1 : 1))
      .map(anchor => ({
        ...anchor,
        // What is appended comes after everything that is there.
        sequence: Math.max(anchor.sequence, this.cursor, this.head.sequence),
      }))[0];
  }

  /** Takes the next row of a walk along all of them. */
  step(entry: LedgerEntry): void {
    const { content, verdict } = this.#judge(entry);
    if (verdict === 'believed') {
      this.#believe(entry, content);
    } else {
      if (verdict === 'foreign') {
        this.#foreign.push(entry);
      } else {
        this.#note(
          verdict === 'unsealed'
            ? `Entry ${entry.sequence} of the ledger is not sealed, although license.integrity.keys holds a secret: it is from before there was one, or somebody else wrote it.`
            : `Entry ${entry.sequence} of the ledger was edited.`,
          ['row', entry.sequence, sha256(rawText(entry))],
          entry.sequence,
        );
        if (verdict === 'unsealed') {
          this.#unsealed.add(entry.sequence);
        }
      }
      this.#behind.push({ text: rawText(entry), entry });
    }
    this.#moveCursor(entry.sequence);
  }

  /**
   * Goes on with what came since. Rows that nobody believes are passed over: telling what is wrong takes a walk along
   * all rows.
   *
   * @param entries - all rows after the cursor
   */
  readOn(entries: readonly LedgerEntry[]): void {
    this.#foreign = [];
    for (const entry of entries) {
      const { content, verdict } = this.#judge(entry);
      if (entry.sequence <= this.head.sequence) {
        continue;
      }
      if (verdict === 'believed') {
        this.isOutdated ||= this.#foreign.length > 0;
        this.#believe(entry, content);
      } else if (verdict === 'foreign') {
        this.#foreign.push(entry);
      } else {
        this.#moveCursor(entry.sequence);
      }
    }
  }

  #moveCursor(sequence: number) {
    if (sequence === this.cursor + 1 && !this.isSecretMissing) {
      this.cursor = sequence;
    }
  }

  #isVouchedFor({ sequence }: LedgerEntry): boolean {
    return (
      this.#vouching !== undefined &&
      sequence < this.#vouching.sequence &&
      !this.#vouching.except.has(sequence)
    );
  }

  #judge(entry: LedgerEntry): {
    content?: unknown;
    verdict: 'believed' | 'foreign' | 'unsealed' | 'edited';
  } {
    const content = parse(entry.content);
    const text = entryText(entry);
    const isSealing = this.#sealer.keyId !== undefined;
    if (
      typeof content !== 'object' ||
      content === null ||
      sha256(text) !== entry.digest ||
      entry.sequence - this.head.sequence > LARGEST_GAP ||
      (!isSealing && !isWellFormed(entry, content))
    ) {
      return { verdict: 'edited' };
    }
    const seal = entry.seal ? this.#sealer.verify(text, entry.seal) : 'none';
    if (this.#isVouchedFor(entry) || seal === (isSealing ? 'good' : 'none')) {
      return { content, verdict: 'believed' };
    }
    if (seal === 'unknown') {
      return { verdict: 'foreign' };
    }
    return { verdict: seal === 'none' ? 'unsealed' : 'edited' };
  }

  /** Rows whose sequence is no number an entry can have. */
  noteOutside(count: number): void {
    if (count > 0) {
      this.#note(
        `${count} entries of the ledger have a number that is out of range.`,
        ['outside', count],
      );
    }
  }

  #believe(entry: LedgerEntry, content: unknown) {
    for (const row of this.#behind) {
      this.#takeRow(row.text);
    }
    const isAccepting =
      entry.kind === 'baseline' &&
      this.#accepts(entry, content as LedgerContents['baseline']);
    if (isAccepting) {
      this.baseline = entry.sequence;
      this.#damage = undefined;
    } else if (!this.#isVouchedFor(entry)) {
      this.#foreign.forEach(({ sequence }) =>
        this.#note(
          `Entry ${sequence} of the ledger is sealed with a secret that license.integrity.keys does not hold.`,
          ['foreign', sequence],
          sequence,
        ),
      );
      this.#damage = this.#faultOfPlace(
        entry.sequence,
        entry.previous,
        this.#damage,
      );
    }
    this.#foreign = [];
    this.#behind = [];
    this.#takeRow(rawText(entry));
    this.head = {
      sequence: entry.sequence,
      digest: entry.digest,
      recordedAt: entry.recordedAt,
    };
    this.headKeyId = entry.seal?.keyId;
    this.cursor = Math.max(this.cursor, entry.sequence);
    this.#anchors.get(entry.sequence)?.add(entry.digest);
    this.state.apply(entry, content);
    const { over } = content as Partial<LedgerContents['instance']>;
    if (entry.kind === 'instance' && over) {
      this.#note(
        `The ledger begins at entry ${entry.sequence}, and ${over} documents were stored before: it was emptied.`,
        ['over', entry.sequence, over],
      );
    }
    this.isOutdated ||=
      entry.kind === 'baseline' ||
      (entry.kind === 'alarm' &&
        (content as LedgerContents['alarm']).type === 'ledger_damaged');
  }

  #accepts(
    { sequence }: LedgerEntry,
    { rows, prefix, except }: LedgerContents['baseline'],
  ): boolean {
    if (rows !== this.#rows || prefix !== this.#hash.copy().digest('hex')) {
      return false;
    }
    const vouching = { sequence, except: new Set(except) };
    const isMissed = [
      ...this.#disbelieved,
      ...this.#foreign.map(entry => entry.sequence),
    ].some(disbelieved => !vouching.except.has(disbelieved));
    if (isMissed && this.#vouching?.sequence !== sequence) {
      this.#vouchingFound = vouching;
    }
    return true;
  }

  #takeRow(text: string) {
    this.#hash.update(text);
    this.#rows += 1;
  }

  #note(message: string, evidence: unknown[], sequence?: number) {
    this.#damage = this.#fault(message, evidence, this.#damage);
    if (sequence !== undefined) {
      this.#disbelieved.push(sequence);
    }
  }

  #fault(
    message: string,
    evidence: unknown[],
    damage = this.#damage,
  ): FoundDamage {
    const hash = damage?.hash ?? createHash('sha256');
    hash.update(JSON.stringify(evidence));
    return { message: damage?.message ?? message, hash };
  }

  /** What is wrong with an entry that is whole and stands at this place, besides what was wrong before. */
  #faultOfPlace(
    sequence: number,
    previous: string,
    damage: FoundDamage | undefined,
  ): FoundDamage | undefined {
    const isBehindStray = this.#behind.length > 0;
    const last = this.#behind.at(-1)?.entry.sequence ?? this.head.sequence;
    if (sequence > last + 1) {
      this.isOutdated = true;
      return this.#fault(
        sequence === last + 2
          ? `Entry ${last + 1} of the ledger is missing.`
          : `Entries ${last + 1} to ${sequence - 1} of the ledger are missing.`,
        ['gap', last + 1, sequence - 1],
        damage,
      );
    }
    if (previous !== this.head.digest && !isBehindStray) {
      return this.#fault(
        `Entry ${sequence} of the ledger does not follow the one before: the ledger was rewritten, or entries were exchanged, taken out or put in.`,
        ['break', sequence, this.head.digest],
        damage,
      );
    }
    return damage;
  }
}
