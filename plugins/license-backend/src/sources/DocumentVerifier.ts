import {
  Check,
  LicenseDocument,
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
  verified?: Omit<VerifiedFile<LicenseDocument>, 'facts'>;
}

/** Reads and verifies the bytes of a license file. */
export async function verifyDocument(
  bytes: Uint8Array,
  keys: TrustedKeys,
): Promise<Verification> {
  const { checks, verified } = await checkLicenseFile(bytes, keys);
  if (!verified) {
    return { checks };
  }
  const { facts: _, ...kept } = verified;
  return { checks, verified: kept };
}

/**
 * Remembers what documents are worth, by the digest of their bytes and the set of keys: a signature takes a tenth of a
 * millisecond, and a change must not verify thousands of them again.
 */
export class DocumentVerifier {
  #known = new Map<string, Verification>();
  #keys: TrustedKeys | undefined;

  find(digest: string, keys: TrustedKeys): Verification | undefined {
    return keys === this.#keys ? this.#known.get(digest) : undefined;
  }

  /** @param digest - SHA-256 of the bytes, hex */
  async verify(
    digest: string,
    bytes: Uint8Array,
    keys: TrustedKeys,
  ): Promise<Verification> {
    const verification = await verifyDocument(bytes, keys);
    if (keys !== this.#keys) {
      this.#keys = keys;
      this.#known = new Map();
    }
    this.#known.set(digest, verification);
    return verification;
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
