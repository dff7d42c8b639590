import { NotFoundError } from '@backstage/errors';
import { Checkpoint } from '@thetasecure/backstage-plugin-license-common';
import { fromInstant } from '../database/instants';
import {
  LicenseReader,
  LicenseStore,
  SharedState,
} from '../database/LicenseStore';
import { breather } from '../paging/breather';
import { readAhead } from '../paging/readAhead';
import { Anchors } from './Anchors';
import { entryText, sha256 } from './LedgerEntry';
import { LedgerState } from './LedgerState';
import { Damage, LedgerWalk } from './LedgerWalk';
import { Sealer } from './Sealer';

/** Entries read at a time. */
const PAGE = 100;

/** What the ledger says, as far as it was read. */
export interface LedgerReading {
  state: LedgerState;
  /** If there is some, the ledger vouches for nothing. */
  damage?: Damage;
}

/** Whoever reads the ledger: the store, or a transaction of it. */
export type LedgerReader = Pick<LicenseReader, 'getState' | 'readLedger'>;

const SAID: Damage = {
  message: 'A security event says that the ledger is damaged.',
};

const endsTooEarly = (actual: number, expected: number): Damage => ({
  message: `The ledger ends at entry ${actual}, and entry ${expected} was recorded before: its end was cut off, or an older copy of the database was restored.`,
});

/**
 * What was changed through the API, in order: one entry a change, each sealed over its content and its
 * predecessor.
 *
 * @remarks
 * What was read and verified once is kept in memory, so that reading on costs no more than what is new, and a
 * later edit of an old entry changes nothing before the next scan finds it.
 */
export class Ledger {
  readonly #store: LicenseStore;
  readonly #sealer: Sealer;
  readonly #anchors: Anchors;
  #walk: LedgerWalk;
  /** What a whole walk found wrong besides its entries: where the ledger ends. */
  #endDamage: Damage | undefined;

  constructor(options: {
    store: LicenseStore;
    sealer: Sealer;
    anchors: Anchors;
  }) {
    this.#store = options.store;
    this.#sealer = options.sealer;
    this.#anchors = options.anchors;
    this.#walk = new LedgerWalk(this.#sealer);
  }

  /** Whether entries are sealed. */
  get isSealed(): boolean {
    return this.#sealer.keyId !== undefined;
  }

  /**
   * What was read last. As long as an alarm says that the ledger is damaged, it is for every replica, also for one
   * that could not tell.
   */
  get reading(): LedgerReading {
    const { state } = this.#walk;
    const damage = this.#found ?? (state.isSaidToBeDamaged ? SAID : undefined);
    return { state, ...(damage && { damage }) };
  }

  /** What is wrong as far as this replica found. */
  get #found(): Damage | undefined {
    return this.#walk.damage ?? this.#endDamage;
  }

  /** When the last entry was recorded, in milliseconds since the epoch: time does not run back behind it. */
  get recordedAt(): number {
    return fromInstant(this.#walk.head.recordedAt);
  }

  /** How far the ledger was read: the sequence of the last entry, 0 if there is none. */
  get sequence(): number {
    return this.#walk.head.sequence;
  }

  /** The sequence of the last baseline that somebody accepted, 0 if there is none: everything is told anew there. */
  get baseline(): number {
    return this.#walk.baseline;
  }

  /** The ids of licenses that were changed by entries after the given one, as far as the ledger was read. */
  changedSince(sequence: number): string[] {
    return this.#walk.state.changedSince(sequence);
  }

  /**
   * Reads on to the end.
   *
   * @param reader - inside of a transaction: that one, before it appends anything
   */
  async catchUp(reader: LedgerReader = this.#store): Promise<void> {
    const { ledger: end } = await reader.getState();
    const { sequence: known } = this.#walk.head;
    const { baseline } = this;
    if (end.sequence < known) {
      this.#endDamage ??= endsTooEarly(end.sequence, known);
    }
    if (end.sequence > known) {
      // Whoever reads at the same time may take some of them meanwhile, or take over another walk.
      await walkToEnd(() => this.#walk, reader);
    }
    if (this.baseline > baseline && this.#found) {
      await this.#readAnew(reader);
    }
    this.#anchors.raiseFloor(this.#walk.head.sequence);
    if (this.reading.damage) {
      this.#anchors.hold();
    }
  }

  /** Somebody accepted damage that was read here before it was there, or in another state. */
  async #readAnew(reader: LedgerReader): Promise<void> {
    const walk = await this.verify(undefined, reader);
    await (reader === this.#store
      ? this.#store.transaction(tx => this.adopt(walk, tx))
      : this.adopt(walk, reader));
  }

  /**
   * Walks along the whole ledger, anew. What it finds holds from here on.
   *
   * @param reader - inside of a transaction: that one, before it appends anything
   */
  async verify(
    signal?: AbortSignal,
    reader: LedgerReader = this.#store,
  ): Promise<LedgerWalk> {
    await this.#anchors.readFile();
    const { head } = this.#walk;
    const walk = new LedgerWalk(
      this.#sealer,
      [
        ...this.#anchors.all,
        ...(head.sequence > 0 && !this.#found ? [head] : []),
      ],
      this.#walk.state,
    );
    await walkToEnd(() => walk, reader, signal);
    return walk;
  }

  /**
   * Takes over a walk along the whole ledger, once the transaction that nobody else changes anything in has read
   * what came meanwhile.
   *
   * @returns what it found, whatever an alarm says
   */
  async adopt(walk: LedgerWalk, tx: LedgerReader): Promise<LedgerReading> {
    await walkToEnd(() => walk, tx);
    const state = await tx.getState();
    this.#walk = walk;
    walk.state.forgetBefore();
    this.#endDamage = this.#faultOfEnd(walk, state);
    const damage = this.#found;
    if (damage) {
      this.#anchors.hold();
    } else {
      await this.#anchors.keep(walk.head);
    }
    return { state: walk.state, ...(damage && { damage }) };
  }

  async getCheckpoint(): Promise<Checkpoint> {
    await this.catchUp();
    return { ...this.#walk.head };
  }

  /**
   * An entry as the database holds it now, not as it was read before.
   *
   * @throws a `NotFoundError`
   */
  async getCheckpointOf(sequence: number): Promise<Checkpoint> {
    const [entry] = await this.#store.readLedger({
      after: sequence - 1,
      limit: 1,
    });
    if (entry?.sequence !== sequence) {
      throw new NotFoundError(
        `The ledger holds no entry ${sequence}: if you saved its checkpoint, the ledger was cut or an older copy of the database was restored, so start an integrity scan.`,
      );
    }
    return {
      sequence,
      // Whoever edits a row can leave its digest as it was, so the stored one proves nothing. The digest of the
      // predecessor is the one in this row: a head was made over it, even if the predecessor had been edited by then.
      digest: sha256(entryText(entry)),
      recordedAt: entry.recordedAt,
    };
  }

  #faultOfEnd(walk: LedgerWalk, { ledger: end }: SharedState) {
    const { head } = walk;
    if (walk.rows === 0) {
      return { message: 'The ledger is empty.' };
    }
    const [missing] = walk.missingAnchors;
    if (missing) {
      return missing.sequence > head.sequence
        ? endsTooEarly(head.sequence, missing.sequence)
        : {
            message: `Entry ${missing.sequence} of the ledger is not the one that was recorded: the ledger was rewritten, or an older copy of the database was restored.`,
          };
    }
    if (end.sequence > head.sequence) {
      return endsTooEarly(head.sequence, end.sequence);
    }
    const isEndSealed =
      end.seal === 'good' ||
      (end.seal === 'unknown' && walk.headSeal === 'unknown');
    if (
      end.sequence !== head.sequence ||
      end.digest !== head.digest ||
      (walk.headSeal !== 'none' && this.#sealer.keyId && !isEndSealed)
    ) {
      return {
        message: `The ledger ends at entry ${head.sequence}, and the database records another end: its end was cut off or rewritten.`,
      };
    }
    return undefined;
  }
}

/** Goes on along the entries after the last one that a walk has seen. */
async function walkToEnd(
  walk: () => LedgerWalk,
  reader: LedgerReader,
  signal?: AbortSignal,
): Promise<void> {
  const pause = breather();
  const pages = readAhead(options => reader.readLedger(options), {
    keyOf: ({ sequence }) => sequence,
    after: walk().head.sequence,
    limit: PAGE,
    signal,
  });
  for await (const entries of pages) {
    for (const entry of entries) {
      if (entry.sequence > walk().head.sequence) {
        walk().step(entry);
      }
      await pause();
    }
  }
}
