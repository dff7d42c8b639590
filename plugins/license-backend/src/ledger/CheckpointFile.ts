import { LoggerService } from '@backstage/backend-plugin-api';
import { checkpointSchema } from '@thetasecure/backstage-plugin-license-common';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { fileFaultOf } from '../errors';

/** Where the ledger ends: its last entry. */
export interface LedgerHead {
  /** 0: there is no entry. */
  sequence: number;
  digest: string;
  /** ISO 8601 in UTC. */
  recordedAt: string;
}

/**
 * Keeps the head of the ledger in a file, where a restore of the database does not reach.
 *
 * @remarks
 * The file is replaced whole or not at all, so a full disk or a lost process leaves the head before, which the
 * ledger still has to hold.
 */
export class CheckpointFile {
  readonly #path: string;
  readonly #logger: LoggerService;
  /** Writes come one after the other: two at once would share the temporary file. */
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, logger: LoggerService) {
    this.#path = path;
    this.#logger = logger;
  }

  /** The head in the file; `undefined` if there is none. */
  async read(): Promise<LedgerHead | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#warn(`cannot be read (${fileFaultOf(error)})`);
      }
      return undefined;
    }
    try {
      return checkpointSchema.parse(JSON.parse(text));
    } catch {
      this.#warn('does not hold a checkpoint; the next one replaces it');
      return undefined;
    }
  }

  /** Never throws: the change that moved the head has happened. Says so in the log, and the next head is tried. */
  async write(head: LedgerHead): Promise<void> {
    this.#writing = this.#writing.then(() => this.#replace(head));
    await this.#writing;
  }

  async #replace(head: LedgerHead): Promise<void> {
    const temporary = `${this.#path}.${process.pid}.tmp`;
    try {
      // Another replica that shares the file can be further.
      const kept = await this.read();
      if (kept && kept.sequence >= head.sequence) {
        return;
      }
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(head)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, this.#path);
    } catch (error) {
      this.#warn(
        `cannot be written (${fileFaultOf(
          error,
        )}): it stays behind the ledger until it can be`,
      );
      await rm(temporary, { force: true }).catch(() => {});
    }
  }

  #warn(fault: string) {
    this.#logger.warn(`The file of license.integrity.checkpointFile ${fault}`);
  }
}
