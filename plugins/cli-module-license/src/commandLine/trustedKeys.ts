import { Check } from '@thetasecure/backstage-plugin-license-common';
import {
  parseJwks,
  TrustedKeys,
  UncheckedKey,
} from '@thetasecure/backstage-plugin-license-file';
import { JWK } from 'jose';
import { CommandError } from './CommandError';
import { nameOf, readInput } from './files';

async function keysIn(path: string): Promise<UncheckedKey[]> {
  const text = (await readInput(path)).toString('utf8');
  return parseJwks(text, path).map(jwk => ({ jwk, source: path }));
}

/** The public keys of some JWKS files. */
export async function readTrustedKeys(
  paths: readonly string[],
): Promise<TrustedKeys> {
  return TrustedKeys.create((await Promise.all(paths.map(keysIn))).flat());
}

/** The public part of the signing key, and the keys of those files that are not the same. */
export async function keysOfIssuer(
  privateJwk: JWK,
  paths: readonly string[],
): Promise<TrustedKeys> {
  const { kty, crv, x, y, kid } = privateJwk;
  const own = { jwk: { kty, crv, x, y, kid }, source: 'the signing key' };
  const others = (await Promise.all(paths.map(keysIn))).flat();
  return TrustedKeys.create([
    own,
    ...others.filter(({ jwk }) => (jwk as JWK | null)?.kid !== kid),
  ]);
}

/**
 * Of a file that is to be signed anew and does not verify: it may have come back from somebody who changed it.
 *
 * @param checks - up to the one that failed
 */
export function refuseToSign(
  path: string,
  checks: readonly Check[],
): CommandError {
  const { code, message } = checks[checks.length - 1];
  return new CommandError(
    `What ${nameOf(path)} says is not signed anew. ${message.replace(
      /\.$/,
      '',
    )}; ${
      code === 'key'
        ? 'if an earlier key of yours signed it, name the file of its public key with --jwks'
        : 'use the file as it was issued'
    }`,
  );
}
