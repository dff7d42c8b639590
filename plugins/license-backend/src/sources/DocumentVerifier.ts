import {
  Check,
  LicenseDocument,
  LicensePeriod,
  licensePeriod,
} from '@thetasecure/backstage-plugin-license-common';
import {
  checkLicenseFile,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-node';
import { KnownKey } from '../ledger/LedgerEntry';

/** What the bytes of a license file are worth by themselves: it holds as long as they and the keys are the same. */
export interface Verification {
  /** `format`, `key` and `signature`, as far as they could be run. */
  checks: readonly Check[];
  /** Only if the signature passed. */
  verified?: {
    document: LicenseDocument;
    period: LicensePeriod;
    /** `issuedAt` in milliseconds since the epoch. */
    issuedAt: number;
    /** SHA-256 of the signed payload, hex. */
    digest: string;
    /** The key that verified it. */
    key: KnownKey;
  };
}

/** What of a document is asked for later. Members that nobody knows stay out. */
const toKept = ({
  format,
  licenseId,
  licenseKey,
  product,
  type,
  productInstanceId,
  customer: { name, email },
  maxUsers,
  validFrom,
  validUntil,
  timeZone,
  gracePeriodDays,
  features,
  supersedes,
  issuedAt,
}: LicenseDocument): LicenseDocument => ({
  format,
  licenseId,
  licenseKey,
  product,
  type,
  ...(productInstanceId !== undefined && { productInstanceId }),
  customer: { name, email },
  maxUsers,
  validFrom,
  validUntil,
  timeZone,
  gracePeriodDays,
  features,
  supersedes,
  issuedAt,
});

/**
 * Reads and verifies the bytes of a license file.
 *
 * @param options - `maxGracePeriodDays`: what the operator grants at most
 */
export async function verifyDocument(
  bytes: Uint8Array,
  keys: TrustedKeys,
  options: { maxGracePeriodDays?: number },
): Promise<Verification> {
  const { checks, file } = await checkLicenseFile(bytes, keys);
  const key = file && keys.get(file.signature.keyId);
  return {
    checks,
    ...(file &&
      key && {
        verified: {
          document: toKept(file.document),
          period: licensePeriod(file.document, options),
          issuedAt: file.issuedAt,
          digest: file.digest,
          key: { kid: key.kid, thumbprint: key.thumbprint },
        },
      }),
  };
}

/**
 * Remembers what documents are worth, by the digest of their bytes and the set of keys: a signature takes a tenth of a
 * millisecond, and a change must not verify thousands of them again.
 */
export class DocumentVerifier {
  #known = new Map<string, Verification>();
  #keys: TrustedKeys | undefined;

  constructor(private readonly options: { maxGracePeriodDays?: number }) {}

  find(digest: string, keys: TrustedKeys): Verification | undefined {
    return keys === this.#keys ? this.#known.get(digest) : undefined;
  }

  /** @param digest - SHA-256 of the bytes, hex */
  async verify(
    digest: string,
    bytes: Uint8Array,
    keys: TrustedKeys,
  ): Promise<Verification> {
    const verification = await verifyDocument(bytes, keys, this.options);
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
