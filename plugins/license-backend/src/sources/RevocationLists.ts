import { LoggerService } from '@backstage/backend-plugin-api';
import { RevocationList } from '@thetasecure/backstage-plugin-license-common';
import {
  checkRevocationList,
  MAX_REVOCATION_LIST_BYTES,
  readMountedFile,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-node';
import { KnownKey, LedgerContents } from '../ledger/LedgerEntry';
import { LedgerState } from '../ledger/LedgerState';
import { sha256 } from '../ledger/Sealer';

/** A revocation list that verified. */
export interface VerifiedList {
  list: RevocationList;
  /** The text, as its vendor signed it. */
  text: string;
  /** SHA-256 of the signed payload, hex. */
  digest: string;
  key: KnownKey;
}

/** Verifies the bytes of a revocation list. */
export async function verifyList(bytes: Uint8Array, keys: TrustedKeys) {
  const { checks, verified: file } = await checkRevocationList(bytes, keys);
  const verified: VerifiedList | undefined = file && {
    list: file.document,
    text: Buffer.from(bytes).toString('utf8'),
    digest: file.digest,
    key: file.key,
  };
  return { checks, verified };
}

/**
 * Finds the revocation list in force: the one of the highest sequence of those in the ledger and in files.
 *
 * @remarks
 * An uploaded list is in the ledger, and one from a file is noted there, so that taking a file away or putting an
 * older one there brings no revoked license back. What was in force once stays so in this process, and the next scan
 * puts it back into a ledger that it was cut off from.
 */
export class RevocationLists {
  /** By the digest of the text, for one set of keys: a list can hold a megabyte. */
  #known = new Map<string, VerifiedList | undefined>();
  #keys: TrustedKeys | undefined;
  #highest: VerifiedList | undefined;
  readonly #warned = new Set<string>();

  constructor(
    private readonly paths: readonly string[],
    private readonly logger: LoggerService,
  ) {}

  get hasFiles(): boolean {
    return this.paths.length > 0;
  }

  /** The list in force, given what the ledger holds and what was read from files. */
  async inForce(
    state: LedgerState,
    keys: TrustedKeys,
  ): Promise<VerifiedList | undefined> {
    const { revocations } = state;
    if (
      revocations &&
      revocations.sequence > (this.#highest?.list.sequence ?? 0)
    ) {
      this.#raise(await this.#fromLedger(revocations, state, keys));
    }
    return this.#highest;
  }

  /** Reads the files again. */
  async readFiles(keys: TrustedKeys): Promise<void> {
    for (const [index, path] of this.paths.entries()) {
      const place = `license.revocations.files[${index}]`;
      const { bytes, fault } = await readMountedFile(
        path,
        MAX_REVOCATION_LIST_BYTES,
      );
      if (fault) {
        this.#warnOnce(`The revocation list of ${place} is not read: ${fault}`);
      } else {
        this.#raise(
          await this.#verify(bytes, keys, message =>
            this.#warnOnce(
              `The revocation list of ${place} is not in force: ${message}`,
            ),
          ),
        );
      }
    }
  }

  /** A list stays in force also when its key has lost trust since; it was never a stranger's. */
  async #fromLedger(
    { document, key }: LedgerContents['revocations'],
    state: LedgerState,
    keys: TrustedKeys,
  ): Promise<VerifiedList | undefined> {
    const bytes = Buffer.from(document);
    const verified = await this.#verify(bytes, keys);
    if (verified || keys.get(key.kid) || !state.keys.has(key.thumbprint)) {
      return verified;
    }
    const { signature: _, ...list } = JSON.parse(document);
    return { list: list as RevocationList, text: document, digest: '', key };
  }

  async #verify(
    bytes: Uint8Array,
    keys: TrustedKeys,
    onFault?: (message: string) => void,
  ): Promise<VerifiedList | undefined> {
    if (this.#keys !== keys) {
      this.#keys = keys;
      this.#known = new Map();
    }
    const id = sha256(bytes);
    if (!this.#known.has(id)) {
      const { checks, verified } = await verifyList(bytes, keys);
      this.#known.set(id, verified);
      const failed = checks.find(({ status }) => status === 'fail');
      if (failed) {
        onFault?.(failed.message);
      }
    }
    return this.#known.get(id);
  }

  #raise(list: VerifiedList | undefined) {
    if (list && list.list.sequence > (this.#highest?.list.sequence ?? 0)) {
      this.#highest = list;
    }
  }

  #warnOnce(message: string) {
    if (!this.#warned.has(message)) {
      this.#warned.add(message);
      this.logger.warn(message);
    }
  }
}
