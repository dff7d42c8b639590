import { InputError } from '@backstage/errors';
import { isIdentifier } from '@thetasecure/backstage-plugin-license-common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, JWK } from 'jose';

/**
 * A key pair to issue licenses with.
 *
 * @public
 */
export interface SigningKeyPair {
  /** Signs licenses. Whoever has it can issue licenses. */
  privateJwk: JWK;
  /** Goes to `license.trustedKeys`. */
  publicJwk: JWK;
}

/**
 * Makes a new key pair.
 *
 * @param options - `algorithm`: `EdDSA` (on Ed25519, the default) or `ES256` (on P-256); `kid`: the id of the
 *   key, the thumbprint of RFC 7638 by default
 * @throws an `InputError` if `kid` cannot be an id
 * @public
 */
export async function createSigningKey(options?: {
  algorithm?: 'EdDSA' | 'ES256';
  kid?: string;
}): Promise<SigningKeyPair> {
  const { algorithm: alg = 'EdDSA', kid: chosen } = options ?? {};
  if (chosen !== undefined && !isIdentifier(chosen)) {
    throw new InputError(
      'A key id must be 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit',
    );
  }
  for (;;) {
    const pair = await generateKeyPair(alg, { extractable: true });
    const { d, ...point } = await exportJWK(pair.privateKey);
    const kid = chosen ?? (await calculateJwkThumbprint(point));
    // One thumbprint in 32 begins with "-" or "_", which an id must not: another key has another one.
    if (isIdentifier(kid)) {
      const publicJwk = { ...point, kid, alg, use: 'sig' };
      return { privateJwk: { ...publicJwk, d }, publicJwk };
    }
  }
}
