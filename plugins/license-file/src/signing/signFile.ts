import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { isIdentifier } from '@thetasecure/backstage-plugin-license-common';
import { FlattenedSign, importJWK, JWK } from 'jose';
import { keyKindOf } from '../keys/keyKinds';
import { TrustedKeys } from '../keys/TrustedKeys';
import { asClause } from '../reading/asClause';
import { readJsonObject } from '../reading/readJsonObject';
import { canonicalBytes } from '../signedFile/canonicalBytes';
import { checkSignedFile } from '../signedFile/checkSignedFile';
import { SignedFileKind } from '../signedFile/SignedFile';

const encode = (text: string) => new TextEncoder().encode(text);
const print = (value: JsonObject) => `${JSON.stringify(value, null, 2)}\n`;

const refuse = (fault: string) => new InputError(asClause(fault));

/** What a reader will make of the document, so that exactly this is signed. */
function readBack(
  document: JsonObject,
  kind: SignedFileKind<unknown>,
): JsonObject {
  const read = readJsonObject(encode(print(document)), {
    maxBytes: kind.maxBytes,
    subject: `The ${kind.name}`,
  });
  if ('fault' in read) {
    throw refuse(read.fault);
  }
  const parsed = kind.parse(read.value);
  if ('fault' in parsed) {
    throw refuse(parsed.fault);
  }
  return read.value;
}

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
 * Signs a file of some kind.
 *
 * @param document - its members; a `signature` among them is replaced
 * @param privateJwk - on Ed25519 (signs with `EdDSA`) or P-256 (`ES256`), with the `kid` its public key is
 *   trusted under
 * @returns the text of the file, `signature` last
 * @throws an `InputError` that names the member at fault, or what is wrong with the key, without key material
 */
export async function signFile<T extends { issuedAt: string }>(
  document: JsonObject,
  kind: SignedFileKind<T>,
  privateJwk: JWK,
): Promise<string> {
  const { signature: _replaced, ...members } = document;
  const facts = readBack(members, kind);
  const { alg, kid } = algorithmOf(privateJwk, kind.name);
  const { kty, crv, x, y, d } = privateJwk;
  const unusable = new InputError(
    `The signing key ${kid} is damaged; its private and public part do not make a key`,
  );

  const key = await importJWK({ kty, crv, x, y, d }, alg).catch(() => {
    throw unusable;
  });
  const jws = await new FlattenedSign(canonicalBytes(facts))
    .setProtectedHeader({ alg, kid })
    .sign(key);
  const text = print({
    ...facts,
    signature: `${jws.protected}..${jws.signature}`,
  });

  // What does not verify with the public part of the key, or has grown too large, must not leave the house.
  const keys = await TrustedKeys.create([
    { jwk: { kty, crv, x, y, kid }, source: 'the signing key' },
  ]).catch(() => {
    throw unusable;
  });
  const { checks } = await checkSignedFile(encode(text), kind, keys);
  const failed = checks.find(({ status }) => status === 'fail');
  if (failed?.code === 'signature') {
    throw unusable;
  }
  if (failed) {
    throw refuse(failed.message);
  }
  return text;
}
