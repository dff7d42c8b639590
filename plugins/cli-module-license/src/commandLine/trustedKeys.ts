import { Check } from '@thetasecure/backstage-plugin-license-common';
import {
  parseJwks,
  TrustedKeys,
  UncheckedKey,
} from '@thetasecure/backstage-plugin-license-file';
import { JWK } from 'jose';
import { asClause, CommandError } from './CommandError';
import { nameOf, readInput } from './files';

async function keysIn(paths: readonly string[]): Promise<UncheckedKey[]> {
  const sets = paths.map(async path =>
    parseJwks(await readInput(path), nameOf(path)),
  );
  return (await Promise.all(sets)).flat();
}

/** The public keys of some JWKS files. */
export async function readTrustedKeys(
  paths: readonly string[],
): Promise<TrustedKeys> {
  return TrustedKeys.create(await keysIn(paths));
}

/**
 * The public part of the signing key, and the keys of those files.
 *
 * @throws an `InputError` if a key of the files is unusable, or another one has the id of the signing key
 */
export async function keysOfIssuer(
  privateJwk: JWK,
  paths: readonly string[],
): Promise<TrustedKeys> {
  const { kty, crv, x, y, kid } = privateJwk;
  const unchecked = { jwk: { kty, crv, x, y, kid }, source: 'the signing key' };
  const own = await TrustedKeys.create([unchecked]);
  const others = await keysIn(paths);
  const known = await TrustedKeys.create(others);
  const isKnown = own.all.every(
    ({ kid: id, thumbprint }) => known.get(id)?.thumbprint === thumbprint,
  );
  return isKnown ? known : TrustedKeys.create([unchecked, ...others]);
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
    `What ${nameOf(path)} says is not signed anew. ${asClause(message)}; ${
      code === 'key'
        ? 'if an earlier key of yours signed it, name the file of its public key with --jwks'
        : 'use the file as it was issued'
    }`,
  );
}
