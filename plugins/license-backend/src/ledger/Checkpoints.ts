import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { messageOf } from '../errors';
import { CheckpointFile, LedgerHead } from './CheckpointFile';

/**
 * Keeps the head of the ledger where a restore of the database does not reach: in the memory of this replica, in
 * the auditor's events, and in a file if one is configured.
 */
export class Checkpoints {
  readonly #file: CheckpointFile | undefined;
  #memory: LedgerHead | undefined;
  #inFile: LedgerHead | undefined;

  constructor(
    private readonly deps: {
      auditor: AuditorService;
      logger: LoggerService;
      checkpointFile?: string;
    },
  ) {
    this.#file =
      deps.checkpointFile === undefined
        ? undefined
        : new CheckpointFile(deps.checkpointFile, deps.logger);
  }

  /** The heads that the ledger has to hold still. */
  get heads(): LedgerHead[] {
    return [this.#memory, this.#inFile].flatMap(head => head ?? []);
  }

  /** Reads the file again: another replica may have written it. */
  async readFile(): Promise<void> {
    this.#inFile = await this.#file?.read();
  }

  /** Keeps a head that was read. */
  remember(head: LedgerHead): void {
    if (head.sequence > (this.#memory?.sequence ?? 0)) {
      this.#memory = head;
    }
  }

  /** Keeps a head that was verified up to its beginning, or follows one. */
  async keep(head: LedgerHead): Promise<void> {
    this.#memory = head;
    if (this.#file && this.#inFile?.digest !== head.digest) {
      await this.#file.write(head);
      await this.readFile();
    }
  }

  /** Keeps the head that a change made, and tells the auditor. */
  async move(head: LedgerHead): Promise<void> {
    try {
      const trace = await this.deps.auditor.createEvent({
        eventId: 'checkpoint',
        meta: { ...head },
      });
      await trace.success();
    } catch (error) {
      this.deps.logger.warn(
        `The auditor took no checkpoint: ${messageOf(error)}`,
      );
    }
    await this.keep(head);
  }
}
