import { InputError } from '@backstage/errors';
import { isIdentifier } from '@thetasecure/backstage-plugin-license-common';
import { calculateJwkThumbprint, importJWK, JWK } from 'jose';
import { KeyObject } from 'node:crypto';
import { decodeBase64url } from '../reading/base64url';
import { KeyKind, keyKindOf } from './keyKinds';

/**
 * A public key whose signatures are believed.
 *
 * @public
 */
export interface TrustedKey {
  kid: string;
  /** What `alg` a signature by this key may name. */
  algorithms: readonly string[];
  /** SHA-256 thumbprint of the key (RFC 7638), base64url: the same for the same key, whatever its `kid`. */
  thumbprint: string;
  publicKey: KeyObject;
}

/** Members that only secret keys have (RFC 7518 section 6, RFC 8037 section 2, and `priv` of newer kinds). */
const SECRET_MEMBERS = ['d', 'k', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'priv'];

/** What is wrong with a key and what to do about it, or `undefined`. */
function faultOf(jwk: Record<string, unknown>): string | undefined {
  if (
    jwk.kty === 'oct' ||
    SECRET_MEMBERS.some(member => jwk[member] !== undefined)
  ) {
    return 'is a private or symmetric key: put the public key there instead, and consider this one known to others';
  }
  if (typeof jwk.kid !== 'string' || !isIdentifier(jwk.kid)) {
    return 'has no usable "kid": give it one of 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit';
  }
  const kind = keyKindOf(jwk);
  if (!kind) {
    return 'is of a kind that licenses are not signed with: use a key on Ed25519 (kty OKP) or P-256 (kty EC)';
  }
  if (
    jwk.alg !== undefined &&
    !kind.algorithms.some(name => name === jwk.alg)
  ) {
    return `has an "alg" that does not fit: leave it out, or write ${kind.algorithms.join(
      ' or ',
    )}`;
  }
  if (jwk.use !== undefined && jwk.use !== 'sig') {
    return 'has a "use" other than "sig": use a key that is meant for signatures';
  }
  if (
    jwk.key_ops !== undefined &&
    !(Array.isArray(jwk.key_ops) && jwk.key_ops.includes('verify'))
  ) {
    return 'has "key_ops" without "verify": use a key that is meant for verifying signatures';
  }
  return undefined;
}

/** Only the point: nothing else in a JWK can change what is done with it. */
function pointOf(jwk: Record<string, unknown>, kind: KeyKind): JWK | undefined {
  const point: JWK = { kty: kind.kty, crv: kind.crv };
  for (const member of kind.coordinates) {
    const text = jwk[member];
    if (typeof text !== 'string' || decodeBase64url(text)?.length !== 32) {
      return undefined;
    }
    point[member] = text;
  }
  return point;
}

/**
 * Makes a trusted key of a public JWK.
 *
 * @param source - where it comes from, for messages
 * @throws an `InputError` that names its id, where it comes from and what to do, and repeats no key material
 */
export async function importTrustedKey(
  jwk: unknown,
  source: string,
): Promise<TrustedKey> {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) {
    throw new InputError(
      `There is something other than a key in ${source}; put a public JSON Web Key there`,
    );
  }
  const members = jwk as Record<string, unknown>;
  const kid = String(members.kid);
  const name = `The key ${
    isIdentifier(kid) && members.kid === kid ? `${kid} ` : ''
  }in ${source}`;
  const fault = faultOf(members);
  if (fault) {
    throw new InputError(`${name} ${fault}`);
  }
  const kind = keyKindOf(members);
  const point = kind && pointOf(members, kind);
  const publicKey =
    point &&
    (await importJWK(point, kind.algorithms[0]).catch(() => undefined));
  if (!publicKey || publicKey instanceof Uint8Array) {
    throw new InputError(
      `${name} is damaged: it is no point on its curve; copy the public key again`,
    );
  }
  return {
    kid,
    algorithms: kind.algorithms,
    thumbprint: await calculateJwkThumbprint(point),
    publicKey: KeyObject.from(publicKey),
  };
}
