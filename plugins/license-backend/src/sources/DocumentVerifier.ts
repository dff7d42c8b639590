import {
  Check,
  LicenseDocument,
  LicensePeriod,
  licensePeriod,
} from '@thetasecure/backstage-plugin-license-common';
import {
  checkLicenseFile,
  TrustedKeys,
  VerifiedFile,
} from '@thetasecure/backstage-plugin-license-node';

/** What the bytes of a license file are worth by themselves: it holds as long as they and the keys are the same. */
export interface Verification {
  /** `format`, `key` and `signature`, as far as they could be run. */
  checks: readonly Check[];
  /** Only if the signature passed. Members that the format does not know would only fill the memory. */
  verified?: Omit<VerifiedFile<LicenseDocument>, 'facts'> & {
    period: LicensePeriod;
  };
}

/**
 * Remembers what documents are worth, by the digest of their bytes and the set of keys: a signature takes a tenth of a
 * millisecond, and a change must not verify thousands of them again.
 */
export class DocumentVerifier {
  #known = new Map<string, Verification>();
  #keys: TrustedKeys | undefined;

  /** @param options - `maxGracePeriodDays`: what the operator grants at most */
  constructor(private readonly options: { maxGracePeriodDays?: number }) {}

  /** Reads and verifies the bytes of a license file. */
  async check(bytes: Uint8Array, keys: TrustedKeys): Promise<Verification> {
    const { checks, verified } = await checkLicenseFile(bytes, keys);
    if (!verified) {
      return { checks };
    }
    const { facts: _, ...kept } = verified;
    const period = licensePeriod(kept.document, this.options);
    return { checks, verified: { ...kept, period } };
  }

  find(digest: string, keys: TrustedKeys): Verification | undefined {
    return keys === this.#keys ? this.#known.get(digest) : undefined;
  }

  /** The same, remembered. @param digest - SHA-256 of the bytes, hex */
  async verify(
    digest: string,
    bytes: Uint8Array,
    keys: TrustedKeys,
  ): Promise<Verification> {
    const verification = await this.check(bytes, keys);
    if (keys !== this.#keys) {
      this.#keys = keys;
      this.#known = new Map();
    }
    this.#known.set(digest, verification);
    return verification;
  }

  forget(digest: string): void {
    this.#known.delete(digest);
  }

  /** Forgets everything but these documents. */
  keepOnly(digests: ReadonlySet<string>): void {
    for (const digest of this.#known.keys()) {
      if (!digests.has(digest)) {
        this.#known.delete(digest);
      }
    }
  }
}
