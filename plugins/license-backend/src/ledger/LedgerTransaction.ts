import { fromInstant, toInstant } from '../database/instants';
import { DeploymentTime } from './DeploymentTime';
import { entryText, LedgerEntry, NewEntry } from './LedgerEntry';
import { LedgerState } from './LedgerState';
import { LedgerRows, Mark, ReadMark } from './LedgerStore';
import { Sealer, sha256 } from './Sealer';

/** Where the next entry comes. */
export interface Place {
  sequence: number;
  /** Digest of the entry it follows. */
  previous: string;
  /** Sequences that are taken by rows which are no entries. */
  taken: ReadonlySet<number>;
}

/**
 * One change, while nobody else changes anything: what it appends to the ledger, and what becomes of documents. The
 * entries are written last, in order.
 */
export class LedgerTransaction {
  readonly #entries: NewEntry[] = [];
  #advanced: Pick<Mark, 'at' | 'ahead'> | undefined;

  /** @param state - what the ledger adds up to before this change */
  constructor(
    readonly rows: LedgerRows,
    readonly state: LedgerState,
    private readonly deps: {
      sealer: Sealer;
      time: DeploymentTime;
      place: Place;
      read: ReadMark;
    },
  ) {}

  append(...entries: NewEntry[]): void {
    this.#entries.push(...entries);
  }

  /** A leap of the clock that was seen before, in milliseconds since the epoch. */
  get ahead(): number | undefined {
    return this.deps.read.mark?.ahead;
  }

  /** Up to here the ledger was written without a secret. */
  get unsealedUntil(): number | undefined {
    return this.deps.read.mark?.unsealedUntil;
  }

  /** Moves the deployment's time to the clock, as far as that may be. */
  advanceTime(options: { believeLeaps: boolean }): void {
    this.#advanced = this.deps.time.advance(this.ahead, options.believeLeaps);
  }

  /** Writes the entries, and returns them. */
  async flush(): Promise<LedgerEntry[]> {
    let { sequence, previous } = this.deps.place;
    let now = this.deps.time.recordable;
    const entries = this.#entries.map(({ kind, content }): LedgerEntry => {
      while (this.deps.place.taken.has(sequence)) {
        sequence += 1;
      }
      if (kind === 'clock') {
        now = fromInstant(content.mark);
        this.#advanced = { at: now };
      }
      const signed = {
        sequence,
        recordedAt: toInstant(now),
        kind,
        content: JSON.stringify(content),
        previous,
      };
      const text = entryText(signed);
      previous = sha256(text);
      sequence += 1;
      const seal = this.deps.sealer.seal(text);
      return { ...signed, digest: previous, ...(seal && { seal }) };
    });
    await this.rows.insertEntries(entries);
    const head = entries.at(-1);
    if (head || this.#advanced) {
      const unsealedUntil =
        this.deps.read.verdict === 'unsealed'
          ? this.deps.place.sequence - 1
          : this.unsealedUntil;
      await this.rows.putMark({
        ...(this.#advanced ?? {
          at: Math.max(now, this.deps.time.mark),
          ahead: this.ahead,
        }),
        sequence: head?.sequence ?? this.deps.place.sequence - 1,
        digest: head?.digest ?? this.deps.place.previous,
        ...(unsealedUntil !== undefined && { unsealedUntil }),
      });
    }
    return entries;
  }
}
