import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { LedgerObserver } from '../database/DatabaseLicenseStore';
import { messageOf } from '../errors';
import { CheckpointFile } from './CheckpointFile';
import { Anchor, LedgerHead } from './LedgerWalk';

/**
 * Keeps the head of the ledger where a restore of the database does not reach: in the memory of this replica, in
 * the auditor's events, and in a file if one is configured.
 */
export class Anchors implements LedgerObserver {
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;
  readonly #file: CheckpointFile | undefined;
  #memory: LedgerHead | undefined;
  #inFile: LedgerHead | undefined;
  #floor = 0;
  #isHeld = false;

  constructor(options: {
    auditor: AuditorService;
    logger: LoggerService;
    checkpointFile?: string;
  }) {
    this.#auditor = options.auditor;
    this.#logger = options.logger;
    this.#file =
      options.checkpointFile === undefined
        ? undefined
        : new CheckpointFile(options.checkpointFile, options.logger);
  }

  get floor(): number {
    return Math.max(this.#floor, ...this.all.map(({ sequence }) => sequence));
  }

  /** The heads that the ledger has to hold still. */
  get all(): (Anchor & LedgerHead)[] {
    return [this.#memory, this.#inFile].flatMap(head => head ?? []);
  }

  /** Reads the file again: another replica may have written it. */
  async readFile(): Promise<void> {
    this.#inFile = await this.#file?.read();
  }

  /** The ledger was seen to have this sequence. */
  raiseFloor(sequence: number): void {
    this.#floor = Math.max(this.#floor, sequence);
  }

  /** The ledger is damaged: what was kept before stays the evidence, until somebody accepts the damage. */
  hold(): void {
    this.#isHeld = true;
  }

  /** Keeps a head that was verified up to its beginning. */
  async keep(head: LedgerHead): Promise<void> {
    this.#isHeld = false;
    this.#memory = head;
    if (this.#file && this.#inFile?.digest !== head.digest) {
      await this.#file.write(head);
      await this.readFile();
    }
  }

  async onMoved(head: LedgerHead): Promise<void> {
    this.raiseFloor(head.sequence);
    try {
      const trace = await this.#auditor.createEvent({
        eventId: 'checkpoint',
        meta: { ...head },
      });
      await trace.success();
    } catch (error) {
      this.#logger.warn(`The auditor took no checkpoint: ${messageOf(error)}`);
    }
    if (!this.#isHeld) {
      this.#memory = head;
      if (this.#file) {
        await this.#file.write(head);
        await this.readFile();
      }
    }
  }
}
