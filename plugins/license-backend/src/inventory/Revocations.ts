import { LoggerService } from '@backstage/backend-plugin-api';
import { RevocationList } from '@thetasecure/backstage-plugin-license-common';
import {
  checkRevocationList,
  MAX_REVOCATION_LIST_BYTES,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-node';
import { LedgerReading } from '../ledger/Ledger';
import { sha256 } from '../ledger/LedgerEntry';
import { readMountedFile } from './LicenseFolder';

/** A revocation list that verified. */
export interface KnownList {
  list: RevocationList;
  /** The text, as its vendor signed it. */
  text: string;
  /** SHA-256 of the signed payload, hex. */
  digest: string;
}

/**
 * Finds the revocation list in force: the one of the highest sequence of those in the ledger and in files.
 *
 * @remarks
 * An uploaded list is in the ledger, and one from a file is noted there, so that taking a file away or putting an
 * older one there brings no revoked license back.
 */
export class Revocations {
  readonly #paths: readonly string[];
  readonly #logger: LoggerService;
  #known = new Map<string, KnownList | undefined>();
  #knownFor: TrustedKeys | undefined;
  /** The list of the highest sequence so far: what is cut off from the ledger is not forgotten here. */
  #highest: KnownList | undefined;
  #warned = new Set<string>();

  constructor(options: { paths: readonly string[]; logger: LoggerService }) {
    this.#paths = options.paths;
    this.#logger = options.logger;
  }

  async read(
    { state, damage }: LedgerReading,
    keys: TrustedKeys,
  ): Promise<KnownList | undefined> {
    if (this.#knownFor !== keys) {
      this.#known = new Map();
      this.#knownFor = keys;
    }
    const lists: (KnownList | undefined)[] = [this.#highest];
    if (state.revocations) {
      const { document } = state.revocations;
      lists.push(await this.#fromLedger(document, keys, damage !== undefined));
    }
    for (const [index, path] of this.#paths.entries()) {
      lists.push(await this.#fromFile(path, index, keys));
    }
    for (const list of lists) {
      if (list && list.list.sequence > (this.#highest?.list.sequence ?? 0)) {
        this.#highest = list;
      }
    }
    return this.#highest;
  }

  /** A list in the ledger stays in force also when the key it was signed with is no longer trusted. */
  async #fromLedger(text: string, keys: TrustedKeys, isDamaged: boolean) {
    const verified = await this.#verify(text, Buffer.from(text), keys);
    if (verified || isDamaged) {
      return verified;
    }
    const { signature: _, ...list } = JSON.parse(text);
    return { list: list as RevocationList, text, digest: '' };
  }

  async #fromFile(path: string, index: number, keys: TrustedKeys) {
    const place = `license.revocations.files[${index}]`;
    const { bytes, fault } = await readMountedFile(
      path,
      MAX_REVOCATION_LIST_BYTES,
    );
    if (fault) {
      this.#warnOnce(`The revocation list of ${place} is not read: ${fault}`);
      return undefined;
    }
    const text = Buffer.from(bytes).toString('utf8');
    const list = await this.#verify(text, bytes, keys, message =>
      this.#warnOnce(
        `The revocation list of ${place} is not in force: ${message}`,
      ),
    );
    return list;
  }

  async #verify(
    text: string,
    bytes: Uint8Array,
    keys: TrustedKeys,
    onFault?: (message: string) => void,
  ): Promise<KnownList | undefined> {
    const id = sha256(bytes);
    if (!this.#known.has(id)) {
      const { checks, list } = await checkRevocationList(bytes, keys);
      this.#known.set(
        id,
        list && { list: list.document, text, digest: list.digest },
      );
      const failed = checks.find(({ status }) => status === 'fail');
      if (failed) {
        onFault?.(failed.message);
      }
    }
    return this.#known.get(id);
  }

  #warnOnce(message: string) {
    if (!this.#warned.has(message)) {
      this.#warned.add(message);
      this.#logger.warn(message);
    }
  }
}
