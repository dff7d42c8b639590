import { InputError } from '@backstage/errors';
import { isIdentifier } from '@thetasecure/backstage-plugin-license-common';
import { calculateJwkThumbprint, importJWK, JWK } from 'jose';
import { KeyObject } from 'node:crypto';
import { decodeBase64url } from '../reading/base64url';
import { isOfSmallOrder, isUnreduced } from './ed25519Points';
import { KeyKind, keyKindOf, OF_ANOTHER_KIND } from './keyKinds';
import { holdsPrivatePem, readPublicPem } from './readPublicPem';

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

type Members = Record<string, unknown>;

const DAMAGED =
  'is damaged: it is no point on its curve; copy the public key again';

/** What goes for keys in either form. */
function faultOfAny(key: Members): string | undefined {
  if (
    key.kty === 'oct' ||
    SECRET_MEMBERS.some(member => key[member] !== undefined) ||
    holdsPrivatePem(key.pem)
  ) {
    return 'is a private or symmetric key: put the public key there instead, and consider this one known to others';
  }
  return typeof key.kid === 'string' && isIdentifier(key.kid)
    ? undefined
    : 'has no usable "kid": give it one of 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit';
}

/** A key as JWK, in whatever form it was given. */
async function toJwk(
  key: Members,
): Promise<{ jwk: Members } | { fault: string }> {
  const { kid: _, pem, ...others } = key;
  if (pem === undefined) {
    return { jwk: key };
  }
  if (Object.keys(others).length > 0) {
    return {
      fault:
        'has more than "kid" and "pem": give it either as { kid, pem } or as a JSON Web Key, without "pem"',
    };
  }
  const read = await readPublicPem(pem);
  return 'fault' in read ? read : { jwk: { ...read.jwk } };
}

/** What is wrong with a JWK and what to do about it, or `undefined`. */
function faultOf(jwk: Members): string | undefined {
  const kind = keyKindOf(jwk);
  if (!kind) {
    return OF_ANOTHER_KIND;
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
function pointOf(
  jwk: Members,
  kind: KeyKind,
): { point: JWK } | { fault: string } {
  const point: JWK = { kty: kind.kty, crv: kind.crv };
  for (const member of kind.coordinates) {
    const text = jwk[member];
    const bytes = typeof text === 'string' ? decodeBase64url(text) : undefined;
    if (bytes?.length !== 32) {
      return { fault: DAMAGED };
    }
    if (kind.crv === 'Ed25519' && isOfSmallOrder(bytes)) {
      return {
        fault:
          'is a weak one (a point of small order), which anybody can sign for: ask the vendor for a new key, and how this one came about',
      };
    }
    if (kind.crv === 'Ed25519' && isUnreduced(bytes)) {
      return { fault: DAMAGED };
    }
    point[member] = text as string;
  }
  return { point };
}

async function importPublicKey(
  key: Members,
): Promise<Omit<TrustedKey, 'kid'> | { fault: string }> {
  const given = await toJwk(key);
  if ('fault' in given) {
    return given;
  }
  const fault = faultOf(given.jwk);
  const kind = keyKindOf(given.jwk);
  if (fault || !kind) {
    return { fault: fault ?? OF_ANOTHER_KIND };
  }
  const taken = pointOf(given.jwk, kind);
  if ('fault' in taken) {
    return taken;
  }
  const { point } = taken;
  const publicKey = await importJWK(point, kind.algorithms[0]).catch(
    () => undefined,
  );
  if (!publicKey || publicKey instanceof Uint8Array) {
    return { fault: DAMAGED };
  }
  return {
    algorithms: kind.algorithms,
    thumbprint: await calculateJwkThumbprint(point),
    publicKey: KeyObject.from(publicKey),
  };
}

/**
 * Makes a trusted key of a public JWK, or of `{ kid, pem }`.
 *
 * @param source - where it comes from, for messages
 * @throws an `InputError` that names its id, where it comes from and what to do, and repeats no key material
 */
export async function importTrustedKey(
  key: unknown,
  source: string,
): Promise<TrustedKey> {
  if (typeof key !== 'object' || key === null || Array.isArray(key)) {
    throw new InputError(
      `There is something other than a key in ${source}; put a public JSON Web Key there, or { kid, pem }`,
    );
  }
  const members = key as Members;
  const kid = String(members.kid);
  const refuse = (fault: string) =>
    new InputError(
      `The key ${
        isIdentifier(kid) && members.kid === kid ? `${kid} ` : ''
      }in ${source} ${fault}`,
    );
  const fault = faultOfAny(members);
  if (fault) {
    throw refuse(fault);
  }
  const imported = await importPublicKey(members);
  if ('fault' in imported) {
    throw refuse(imported.fault);
  }
  return { kid, ...imported };
}
