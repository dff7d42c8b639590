import { InputError } from '@backstage/errors';
import {
  parseJwks,
  TrustedKeys,
  UncheckedKey,
} from '@thetasecure/backstage-plugin-license-node';
import { readFile } from 'node:fs/promises';
import { LicenseConfig } from '../config';
import { fileFaultOf } from '../errors';

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
 * Reads the keys whose signatures are believed: from the configuration, from JWKS files, and from code; JWKs or PEM in
 * each. Never from the database.
 *
 * @throws an `InputError` if a key is unusable, naming it and the remedy
 */
export async function readTrustedKeys(
  { keys, files }: LicenseConfig['trustedKeys'],
  fromCode: readonly unknown[],
): Promise<TrustedKeys> {
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
}
