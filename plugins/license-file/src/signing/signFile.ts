import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import { FlattenedSign, JWK } from 'jose';
import { asClause } from '../reading/asClause';
import { readJsonObject } from '../reading/readJsonObject';
import { canonicalBytes } from '../signedFile/canonicalBytes';
import { checkSignedFile } from '../signedFile/checkSignedFile';
import { SignedFileKind } from '../signedFile/SignedFile';
import { atOnce } from '../turns/Steps';
import { openSigningKey } from './openSigningKey';

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
  const parsed = atOnce(kind.parse(read.value));
  if ('fault' in parsed) {
    throw refuse(parsed.fault);
  }
  return read.value;
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
  const { key, alg, kid, keys, unusable } = await openSigningKey(
    privateJwk,
    kind.name,
  );
  const jws = await new FlattenedSign(canonicalBytes(facts))
    .setProtectedHeader({ alg, kid })
    .sign(key);
  const text = print({
    ...facts,
    signature: `${jws.protected}..${jws.signature}`,
  });

  // What does not verify with the public part of the key, or has grown too large, must not leave the house.
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
