import { ConflictError, InputError } from '@backstage/errors';
import {
  parseJwks,
  TrustedKeys,
  UncheckedKey,
} from '@thetasecure/backstage-plugin-license-node';
import { readFile } from 'node:fs/promises';
import { LicenseConfig } from '../config';
import { fileFaultOf, messageOf } from '../errors';

async function readKeyFile(
  path: string,
  source: string,
): Promise<UncheckedKey[]> {
  const bytes = await readFile(path).catch(error => {
    throw new InputError(
      `The key file at ${source} cannot be read (${fileFaultOf(
        error,
      )}); make it readable for the backend, or remove it from the configuration`,
    );
  });
  return parseJwks(bytes, source);
}

/**
 * The keys whose signatures are believed: from the configuration, from JWKS files, and from code; JWKs or PEM in
 * each. Never from the database.
 */
export class KeyRing {
  readonly #load: () => Promise<TrustedKeys>;
  #keys: TrustedKeys;

  /** @throws if a key is unusable, naming it and the remedy: the plugin does not start with such a key */
  static async create(
    { keys, files }: LicenseConfig['trustedKeys'],
    fromCode: readonly unknown[],
  ): Promise<KeyRing> {
    const load = async () => {
      const sets = files.map((path, index) =>
        readKeyFile(path, `license.trustedKeys.files[${index}]`),
      );
      return TrustedKeys.create([
        ...keys.map((jwk, index) => ({
          jwk,
          source: `license.trustedKeys.keys[${index}]`,
        })),
        ...(await Promise.all(sets)).flat(),
        ...fromCode.map(jwk => ({
          jwk,
          source: 'a backend module (addTrustedKeys)',
        })),
      ]);
    };
    return new KeyRing(load, await load());
  }

  private constructor(load: () => Promise<TrustedKeys>, keys: TrustedKeys) {
    this.#load = load;
    this.#keys = keys;
  }

  get keys(): TrustedKeys {
    return this.#keys;
  }

  /**
   * Reads the key files again.
   *
   * @throws a `ConflictError` if one of them is unusable; the keys in use stay
   */
  async refresh(): Promise<void> {
    try {
      this.#keys = await this.#load();
    } catch (error) {
      throw new ConflictError(`${messageOf(error)}. The keys in use stay.`);
    }
  }
}
