import { LoggerService } from '@backstage/backend-plugin-api';
import { checkpointSchema } from '@thetasecure/backstage-plugin-license-common';
import {
  existsAt,
  readMountedFile,
} from '@thetasecure/backstage-plugin-license-node';
import { randomUUID } from 'node:crypto';
import { lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileFaultOf } from '../errors';

/** Where the ledger ends: its last entry. */
export interface LedgerHead {
  /** 0: there is no entry. */
  sequence: number;
  /** SHA-256 of that entry and the digest before it, lower-case hex. */
  digest: string;
  /** ISO 8601 in UTC. */
  recordedAt: string;
}

/** Many times what a head takes. */
const MAX_BYTES = 4096;

/**
 * Keeps the head of the ledger in a file, where a restore of the database does not reach.
 *
 * @remarks
 * The file is replaced whole or not at all, so a full disk or a lost process leaves the head before, which the
 * ledger still has to hold. Of two replicas that write at the same moment either head may stay: both are true.
 *
 * The folder may be a link, as a mounted volume is. The file may not: to follow it, whoever may write in the folder
 * could have any file of the backend replaced; and to replace it, the head would not be kept where the operator
 * believes it is.
 */
export class CheckpointFile {
  /** Writes of this replica come one after the other, so that the head never goes back. */
  #writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly logger: LoggerService,
  ) {}

  /** The head in the file; `undefined` if there is none. */
  async read(): Promise<LedgerHead | undefined> {
    const { bytes, fault } = await readMountedFile(this.path, MAX_BYTES);
    if (fault) {
      if (await existsAt(this.path)) {
        this.#warn(`is not read: ${fault}`);
      }
      return undefined;
    }
    try {
      return checkpointSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
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
    let temporary: string | undefined;
    try {
      // Resolved once: nothing is left behind in a folder that a link led to a moment ago.
      const folder = await realpath(dirname(this.path));
      const path = join(folder, basename(this.path));
      const kept = await lstat(path).catch(() => undefined);
      if (kept && !kept.isFile()) {
        this.#warn('is not a regular file, and not replaced: name one itself');
        return;
      }
      // A name that can be guessed could be a link to another file by now.
      temporary = `${path}.${randomUUID()}.tmp`;
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(`${JSON.stringify(head)}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      // Another replica that shares the file can be further: as late as can be, so that its head is seldom missed.
      if (((await this.read())?.sequence ?? -1) < head.sequence) {
        await rename(temporary, path);
      }
    } catch (error) {
      this.#warn(
        `cannot be written (${fileFaultOf(
          error,
        )}): it stays behind the ledger until it can be`,
      );
    } finally {
      if (temporary) {
        await rm(temporary, { force: true }).catch(() => {});
      }
    }
  }

  #warn(fault: string) {
    this.logger.warn(`The file of license.integrity.checkpointFile ${fault}`);
  }
}
