import { LoggerService } from '@backstage/backend-plugin-api';
import { ConflictError } from '@backstage/errors';
import { Check } from '@thetasecure/backstage-plugin-license-common';
import {
  MountedFile,
  readMountedFiles,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-node';
import { LicenseConfig } from '../config';
import { messageOf } from '../errors';
import { DocumentVerifier, Verification } from './DocumentVerifier';
import { RevocationLists } from './RevocationLists';

/** Files are looked at again after so many milliseconds, in the background, while somebody asks. */
const POLL = 15_000;

/** What was read longer ago is not shown any more: whoever asks waits. */
const MAX_AGE = 60_000;

/** A license file, and what is in it. */
export interface LicenseFile
  extends Pick<MountedFile, 'name' | 'digest' | 'isPlace'> {
  verification: Verification;
  /** When this content was first seen here; ISO 8601 in UTC. */
  seenAt: string;
}

/** What comes from files and configuration, as of one reading. It never changes: what was read anew is another one. */
export interface Sources {
  keys: TrustedKeys;
  files: readonly LicenseFile[];
}

/** Reads and verifies the files that the operator mounts, with the keys that are trusted. */
export class SourceReader {
  readonly lists: RevocationLists;
  #keys: TrustedKeys;
  #sources: Sources | undefined;
  #readAt = -Infinity;
  #refreshedBy = 0;
  #reading: Promise<Sources> | undefined;

  constructor(
    keys: TrustedKeys,
    private readonly deps: {
      readKeys: () => Promise<TrustedKeys>;
      config: Pick<LicenseConfig, 'files' | 'documents' | 'revocations'>;
      verifier: DocumentVerifier;
      logger: LoggerService;
    },
  ) {
    this.#keys = keys;
    this.lists = new RevocationLists(
      deps.config.revocations.files,
      deps.logger,
    );
  }

  /** The keys that are trusted now. */
  get keys(): TrustedKeys {
    return this.#keys;
  }

  /**
   * What was read last, and not long ago.
   *
   * @param refreshedBy - the last refresh, of any replica: what was read before it is not shown
   */
  async current(refreshedBy: number): Promise<Sources> {
    if (refreshedBy > this.#refreshedBy) {
      await this.refreshKeys().catch(error => {
        this.deps.logger.warn(`Another replica refreshed: ${messageOf(error)}`);
      });
      return this.read({ refreshedBy });
    }
    const age = performance.now() - this.#readAt;
    if (!this.#sources || (this.#hasFiles && age > MAX_AGE)) {
      return this.#readOnce();
    }
    if (this.#hasFiles && age > POLL) {
      this.#readOnce().catch(error => {
        this.deps.logger.warn(
          `License files could not be read again: ${messageOf(error)}`,
        );
      });
    }
    return this.#sources;
  }

  /**
   * Reads the key files again.
   *
   * @throws a `ConflictError` if one of them is unusable; the keys in use stay
   */
  async refreshKeys(): Promise<void> {
    try {
      this.#keys = await this.deps.readKeys();
    } catch (error) {
      throw new ConflictError(`${messageOf(error)}. The keys in use stay.`);
    }
  }

  /**
   * Reads everything anew, now.
   *
   * @param options - `verifyAgain`: verify also signatures of files that are as they were
   */
  async read(
    options: {
      verifyAgain?: boolean;
      signal?: AbortSignal;
      refreshedBy?: number;
    } = {},
  ): Promise<Sources> {
    const { signal, verifyAgain } = options;
    const at = performance.now();
    const { keys } = this;
    await this.lists.readFiles(keys);
    const mounted = await readMountedFiles({
      paths: this.deps.config.files,
      documents: this.deps.config.documents,
      signal,
    });
    const before = new Map(this.#sources?.files.map(file => [file.name, file]));
    const files: LicenseFile[] = [];
    for (const file of mounted) {
      signal?.throwIfAborted();
      const known = before.get(file.name);
      const isSame =
        known?.digest === file.digest && !file.fault && file.digest !== '';
      files.push(
        isSame && this.#sources?.keys === keys && !verifyAgain
          ? known
          : {
              name: file.name,
              digest: file.digest,
              ...(file.isPlace && { isPlace: true }),
              seenAt: isSame ? known.seenAt : new Date().toISOString(),
              verification: await this.#verify(file, keys),
            },
      );
    }
    if (options.refreshedBy !== undefined) {
      this.#refreshedBy = Math.max(this.#refreshedBy, options.refreshedBy);
    }
    this.#readAt = at;
    const last = this.#sources;
    const isUnchanged =
      last?.keys === keys &&
      last.files.length === files.length &&
      files.every((file, index) => last.files[index] === file);
    this.#sources = isUnchanged ? last : { keys, files };
    return this.#sources;
  }

  get #hasFiles(): boolean {
    return this.deps.config.files.length > 0 || this.lists.hasFiles;
  }

  #readOnce(): Promise<Sources> {
    this.#reading ??= this.read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #verify(file: MountedFile, keys: TrustedKeys): Promise<Verification> {
    const { fault, remedy, digest, bytes } = file;
    if (fault === undefined) {
      return this.deps.verifier.verify(digest, bytes, keys);
    }
    const check: Check = {
      code: 'format',
      status: 'fail',
      message: fault,
      remedy:
        remedy ??
        'Put a readable license file there, or remove the path from license.files.',
    };
    return { checks: [check] };
  }
}
