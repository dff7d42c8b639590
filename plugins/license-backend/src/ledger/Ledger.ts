import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Checkpoint } from '@thetasecure/backstage-plugin-license-common';
import { fromInstant } from '../database/instants';
import { LedgerHead } from './CheckpointFile';
import { Checkpoints } from './Checkpoints';
import { DeploymentTime } from './DeploymentTime';
import { entryText, LedgerEntry } from './LedgerEntry';
import { LedgerState } from './LedgerState';
import { LedgerRows, LedgerStore, ReadMark } from './LedgerStore';
import { LedgerTransaction, Place } from './LedgerTransaction';
import { Anchor, Damage, LedgerWalk, Vouching } from './LedgerWalk';
import { readPages } from '../database/pages';
import { Sealer, sha256 } from './Sealer';

/** Entries read at a time. */
const PAGE = 100;

const SECRET_MISSING =
  'The ledger of changes is sealed with a secret that this backend does not have: it shows the last state that it could verify, and takes no changes. Give every replica all secrets of license.integrity.keys, a new one behind the others first.';

/**
 * What was changed through the API, in order: one entry a change, each sealed over its content and its
 * predecessor.
 *
 * @remarks
 * What was read and verified once is folded into memory, so that reading on costs no more than what is new, and a
 * later edit of an old entry changes nothing before the next scan finds it.
 */
export class Ledger {
  readonly time = new DeploymentTime();
  #walk: LedgerWalk;
  #mark: ReadMark = { verdict: 'absent' };
  #readingAnew: Promise<void> | undefined;
  #saidMissing = false;
  readonly #startedAt = Date.now();

  constructor(
    private readonly deps: {
      store: LedgerStore;
      sealer: Sealer;
      checkpoints: Checkpoints;
      logger: LoggerService;
    },
  ) {
    this.#walk = new LedgerWalk(deps.sealer, []);
  }

  /** Whether entries are sealed. */
  get isSealed(): boolean {
    return this.deps.sealer.keyId !== undefined;
  }

  /** Whether the ledger goes on under a secret that is not configured here, as far as it was read. */
  get isSecretMissing(): boolean {
    return this.#walk.isSecretMissing;
  }

  /** What the entries add up to, as far as they were read. It changes as they are read on; its sequence tells. */
  get state(): LedgerState {
    return this.#walk.state;
  }

  /** When the first entry was recorded, or this process began; in milliseconds since the epoch. */
  get beganAt(): number {
    const { beganAt } = this.state;
    return beganAt === undefined ? this.#startedAt : fromInstant(beganAt);
  }

  /** The last entry that was read. */
  get head(): LedgerHead {
    return this.#walk.head;
  }

  /** The record beside the ledger, as it was read last. */
  get mark(): ReadMark {
    return this.#mark;
  }

  /**
   * Begins the ledger of a new database, and lets a secret that is new take over the sealing. Replicas that start
   * together do it once.
   *
   * @param productInstanceId - of this deployment, if the ledger does not have one
   */
  async open(productInstanceId: string): Promise<void> {
    const walk = await this.verify();
    this.#adopt(walk);
    if (this.isSecretMissing) {
      this.#sayMissing();
      return;
    }
    const { keyId } = this.deps.sealer;
    const isNewKey = keyId !== undefined && walk.headKeyId !== keyId;
    if (!walk.isEmpty && (!isNewKey || walk.head.sequence === 0)) {
      return;
    }
    await this.change(async tx => {
      const { head, headKeyId, isEmpty } = this.#walk;
      if (isEmpty) {
        const over =
          (await tx.rows.countDocuments()) +
          (this.#mark.verdict === 'absent' ? 0 : 1);
        tx.append({
          kind: 'instance',
          content: { productInstanceId, ...(over > 0 && { over }) },
        });
      } else if (head.sequence > 0 && headKeyId !== keyId) {
        // Only a ledger that is whole may be handed to another key, which vouches for everything before.
        const verified = await this.verify(undefined, tx.rows);
        if (!this.damage(verified) && !verified.isSecretMissing) {
          tx.append({
            kind: 'baseline',
            content: verified.acceptance(undefined),
          });
        }
      }
    });
  }

  /** Reads on to the end: after it, the state is no older than the last change that any replica made before. */
  async readOn(): Promise<void> {
    const walk = this.#walk;
    await this.deps.store.read(rows => this.#catchUp(walk, rows));
    if (walk.isOutdated) {
      await this.#readAnew();
    }
    if (walk !== this.#walk) {
      // Another one, taken over meanwhile, has to be read on too.
      await this.readOn();
    }
    if (this.isSecretMissing) {
      this.#sayMissing();
    }
  }

  /**
   * Walks along the whole ledger, anew.
   *
   * @param rows - inside of a transaction: that one
   */
  async verify(signal?: AbortSignal, rows?: LedgerRows): Promise<LedgerWalk> {
    await this.deps.checkpoints.readFile();
    const read = async <T>(work: (from: LedgerRows) => Promise<T>) =>
      rows ? work(rows) : this.deps.store.read(work);
    const mark = await read(from =>
      from.markAndEntries({ after: Number.MAX_SAFE_INTEGER - 1, limit: 1 }),
    );
    this.#noteMark(mark.read);
    const anchors = this.#anchors();
    let vouching: Vouching | undefined;
    for (;;) {
      const walk: LedgerWalk = new LedgerWalk(
        this.deps.sealer,
        anchors,
        vouching,
      );
      await readPages<LedgerEntry, number>(
        options => read(from => from.entries(options)),
        {
          keyOf: ({ sequence }) => sequence,
          limit: PAGE,
          signal,
          take: entry => walk.step(entry),
        },
      );
      walk.noteOutside(await read(from => from.countOutside()));
      if (vouching && walk.baseline < vouching.sequence) {
        // Somebody changed what it vouches for, between the two walks.
        vouching = undefined;
      } else if (
        walk.vouching &&
        walk.vouching.sequence > (vouching?.sequence ?? 0)
      ) {
        vouching = walk.vouching;
      } else {
        walk.isOutdated = false;
        return walk;
      }
    }
  }

  /**
   * What is wrong with a ledger.
   *
   * @param others - entries that others have seen
   */
  damage(walk: LedgerWalk, others: readonly Anchor[] = []): Damage | undefined {
    const anchors = [...this.#anchors(), ...others];
    return walk.damageWith(walk.missingAmong(anchors));
  }

  /**
   * Changes something, while nobody else does, from the state that everybody else left.
   *
   * @param walk - along the whole ledger, which holds from here on
   * @param others - entries that others have seen: what is appended comes after them
   * @throws a `ServiceUnavailableError` if the secret is missing that the ledger is sealed with
   */
  async change<T>(
    work: (tx: LedgerTransaction) => Promise<T>,
    walk?: LedgerWalk,
    others: readonly Anchor[] = [],
  ): Promise<T> {
    let current = this.#walk;
    const { result, entries } = await this.deps.store.change(async rows => {
      current = walk ?? this.#walk;
      const coming = await this.#catchUp(current, rows);
      if (current.isOutdated) {
        current = await this.verify(undefined, rows);
      }
      this.#adopt(current);
      if (this.isSecretMissing) {
        throw new ServiceUnavailableError(SECRET_MISSING);
      }
      const tx = new LedgerTransaction(rows, this.state, {
        sealer: this.deps.sealer,
        time: this.time,
        place: this.#place(coming, others),
        read: this.#mark,
      });
      return { result: await work(tx), entries: await tx.flush() };
    });
    if (entries.length > 0) {
      // Whoever read meanwhile may have taken over a walk from before this change.
      current.readOn(entries);
      this.#adopt(current);
      await this.deps.checkpoints.move(this.head);
    } else if (walk && !this.damage(walk, others)) {
      await this.deps.checkpoints.keep(this.head);
    }
    return result;
  }

  /**
   * The head of the ledger, for keeping elsewhere.
   *
   * @param sequence - of another entry, as the database holds it now, not as it was read before
   * @throws a `NotFoundError` if there is no such entry
   */
  async getCheckpoint(sequence?: number): Promise<Checkpoint> {
    if (sequence === undefined) {
      await this.readOn();
      return { ...this.head };
    }
    const [entry] = await this.deps.store.read(rows =>
      rows.entries({ after: sequence - 1, limit: 1 }),
    );
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

  /** Goes on along a walk with everything after its cursor, and reads the record beside the ledger. */
  async #catchUp(walk: LedgerWalk, rows: LedgerRows): Promise<LedgerEntry[]> {
    const first = await rows.markAndEntries({
      after: walk.cursor,
      limit: PAGE,
    });
    const entries = [...first.entries];
    for (let page = first.entries; page.length === PAGE; ) {
      page = await rows.entries({
        after: entries.at(-1)!.sequence,
        limit: PAGE,
      });
      entries.push(...page);
    }
    walk.readOn(entries);
    this.#noteMark(first.read);
    this.#noteTime();
    this.deps.checkpoints.remember(walk.head);
    return entries;
  }

  #noteMark(read: ReadMark) {
    this.#mark = read;
    if (read.mark) {
      this.time.note(read.mark.at, read.mark.sequence);
    }
  }

  #noteTime() {
    const { timeSet } = this.state;
    if (timeSet) {
      this.time.set(timeSet.at, timeSet.sequence);
    }
    for (const { recordedAt, sequence } of [
      this.head,
      ...this.deps.checkpoints.heads,
    ]) {
      if (sequence > 0) {
        this.time.note(fromInstant(recordedAt), sequence);
      }
    }
  }

  #adopt(walk: LedgerWalk) {
    this.#walk = walk;
    this.#noteTime();
  }

  /** Somebody accepted damage, or found some: whoever waits for it shares one walk. */
  async #readAnew(): Promise<void> {
    this.#readingAnew ??= this.verify()
      .then(walk => this.#adopt(walk))
      .finally(() => {
        this.#readingAnew = undefined;
      });
    await this.#readingAnew;
  }

  #anchors(): Anchor[] {
    const { mark } = this.#mark;
    return [...this.deps.checkpoints.heads, ...(mark ? [mark] : [])];
  }

  #place(coming: readonly LedgerEntry[], others: readonly Anchor[]): Place {
    const walk = this.#walk;
    const missing = walk.missingAmong([...this.#anchors(), ...others]);
    return {
      sequence:
        (missing?.sequence ?? Math.max(walk.cursor, walk.head.sequence)) + 1,
      previous: missing?.digest ?? walk.head.digest,
      taken: new Set(coming.map(({ sequence }) => sequence)),
    };
  }

  #sayMissing() {
    if (!this.#saidMissing) {
      this.#saidMissing = true;
      this.deps.logger.error(SECRET_MISSING);
    }
  }
}
