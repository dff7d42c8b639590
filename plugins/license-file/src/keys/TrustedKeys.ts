import { InputError } from '@backstage/errors';
import { importTrustedKey, TrustedKey } from './importTrustedKey';

export type { TrustedKey } from './importTrustedKey';

/**
 * A public key as OpenSSL and other tools write it.
 *
 * @public
 */
export interface PemKey {
  kid: string;
  /**
   * SubjectPublicKeyInfo in PEM, "BEGIN PUBLIC KEY" (RFC 7468 section 13), on Ed25519 or P-256. Its line breaks may be
   * the two characters `\` and `n`, as environment variables have them.
   */
  pem: string;
}

/**
 * A key that nobody has looked at yet.
 *
 * @public
 */
export interface UncheckedKey {
  /** A JSON Web Key (RFC 7517), or a `PemKey` in its place. */
  jwk: unknown;
  /** Where it comes from, for messages: a configuration key, or a file. */
  source: string;
}

/**
 * The public keys whose signatures are believed.
 *
 * @public
 */
export class TrustedKeys {
  readonly #keys: ReadonlyMap<string, TrustedKey>;

  /**
   * Takes keys from any number of sources.
   *
   * @throws an `InputError` for the first key that is private, symmetric, of small order or otherwise unusable, or
   *   has the id of another one, that names its id, where it comes from and what to do, and repeats no key material
   */
  static async create(keys: readonly UncheckedKey[]): Promise<TrustedKeys> {
    const trusted = new Map<string, TrustedKey>();
    const sources = new Map<string, string>();
    for (const { jwk, source } of keys) {
      const key = await importTrustedKey(jwk, source);
      const other = sources.get(key.kid);
      if (other !== undefined) {
        throw new InputError(
          `The key id ${key.kid} is there twice, in ${other} and in ${source}; remove one of the two keys, or give it an id of its own`,
        );
      }
      trusted.set(key.kid, key);
      sources.set(key.kid, source);
    }
    return new TrustedKeys(trusted);
  }

  private constructor(keys: ReadonlyMap<string, TrustedKey>) {
    this.#keys = keys;
  }

  /** How many keys are trusted. With none, nothing verifies. */
  get size(): number {
    return this.#keys.size;
  }

  /** The ids of the keys, in the order they were given in. */
  get ids(): string[] {
    return [...this.#keys.keys()];
  }

  /** The keys themselves, in the order they were given in. */
  get all(): readonly TrustedKey[] {
    return [...this.#keys.values()];
  }

  /** The key with this `kid`, compared as it is. */
  get(kid: string): TrustedKey | undefined {
    return this.#keys.get(kid);
  }
}
