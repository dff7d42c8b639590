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
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(
      `The key file at ${source} cannot be read (${fileFaultOf(
        error,
      )}); make it readable for the backend, or remove it from the configuration`,
    );
  }
  return parseJwks(text, source).map(jwk => ({ jwk, source }));
}

/**
 * The keys whose signatures are believed: from the configuration, from JWKS files, and from code; JWKs or PEM in
 * each. Never from the database.
 */
export class KeyRing {
  readonly #config: LicenseConfig['trustedKeys'];
  readonly #fromCode: readonly unknown[];
  #keys: TrustedKeys;

  /** @throws if a key is unusable, naming it and the remedy: the plugin does not start with such a key */
  static async create(
    config: LicenseConfig['trustedKeys'],
    fromCode: readonly unknown[],
  ): Promise<KeyRing> {
    const ring = new KeyRing(config, fromCode, await TrustedKeys.create([]));
    ring.#keys = await ring.#load();
    return ring;
  }

  private constructor(
    config: LicenseConfig['trustedKeys'],
    fromCode: readonly unknown[],
    keys: TrustedKeys,
  ) {
    this.#config = config;
    this.#fromCode = fromCode;
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

  async #load(): Promise<TrustedKeys> {
    const inline = this.#config.keys.map((jwk, index) => ({
      jwk,
      source: `license.trustedKeys.keys[${index}]`,
    }));
    const files = await Promise.all(
      this.#config.files.map((path, index) =>
        readKeyFile(path, `license.trustedKeys.files[${index}]`),
      ),
    );
    const fromCode = this.#fromCode.map(jwk => ({
      jwk,
      source: 'a backend module (addTrustedKeys)',
    }));
    return TrustedKeys.create([...inline, ...files.flat(), ...fromCode]);
  }
}
