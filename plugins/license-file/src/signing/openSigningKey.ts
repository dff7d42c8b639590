import { InputError } from '@backstage/errors';
import { isIdentifier } from '@thetasecure/backstage-plugin-license-common';
import { importJWK, JWK } from 'jose';
import { keyKindOf } from '../keys/keyKinds';
import { TrustedKeys } from '../keys/TrustedKeys';

function algorithmOf(
  privateJwk: JWK,
  name: string,
): { alg: string; kid: string } {
  const { kid, alg } = privateJwk;
  if (kid === undefined || !isIdentifier(kid)) {
    throw new InputError(
      'The signing key has no usable "kid"; give it the one that its public key is trusted under',
    );
  }
  const kind = keyKindOf(privateJwk);
  if (!kind || (alg !== undefined && !kind.algorithms.includes(alg))) {
    throw new InputError(
      `The signing key ${kid} is of a kind that ${name}s are not signed with; use one on Ed25519 or P-256`,
    );
  }
  if (typeof privateJwk.d !== 'string') {
    throw new InputError(
      `The signing key ${kid} is a public key; use the private key that belongs to it`,
    );
  }
  return { alg: kind.algorithms[0], kid };
}

/**
 * Makes a private key ready to sign with, and its public part ready to verify with.
 *
 * @param name - of what is signed, for messages
 * @returns `unusable`: what to throw if the two parts turn out not to belong together
 * @throws an `InputError` that tells what is wrong with the key, without key material
 */
export async function openSigningKey(privateJwk: JWK, name: string) {
  const { alg, kid } = algorithmOf(privateJwk, name);
  const { kty, crv, x, y, d } = privateJwk;
  const unusable = new InputError(
    `The signing key ${kid} is damaged; its private and public part do not make a key`,
  );
  try {
    const key = await importJWK({ kty, crv, x, y, d }, alg);
    const keys = await TrustedKeys.create([
      { jwk: { kty, crv, x, y, kid }, source: 'the signing key' },
    ]);
    return { key, alg, kid, keys, unusable };
  } catch {
    throw unusable;
  }
}
