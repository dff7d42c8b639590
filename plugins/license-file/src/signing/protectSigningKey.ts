import { InputError } from '@backstage/errors';
import { CompactEncrypt, compactDecrypt, errors, JWK } from 'jose';
import { asClause } from '../reading/asClause';
import { readJsonObject } from '../reading/readJsonObject';
import { openSigningKey } from './openSigningKey';

/**
 * How often PBKDF2 hashes the passphrase. The OWASP Password Storage Cheat Sheet asks for 210,000 with
 * HMAC-SHA-512; RFC 7518 section 4.8.1.2 for 1000 at least.
 */
const ITERATIONS = 210_000;

/** Of a stranger's file, so many at most: a number there must not keep the machine busy for minutes. */
const MAX_ITERATIONS = 2_000_000;

const encode = (text: string) => new TextEncoder().encode(text);

/**
 * Encrypts a private key with a passphrase: a compact JWE (PBES2-HS512+A256KW, A256GCM) of the JWK, as RFC 7517
 * section 7 describes it.
 *
 * @param privateJwk - as `createSigningKey` makes it
 * @param passphrase - as long as whoever has it can bear: nothing else protects the key
 * @returns the text of the file
 * @public
 */
export async function protectSigningKey(
  privateJwk: JWK,
  passphrase: string,
): Promise<string> {
  return new CompactEncrypt(encode(JSON.stringify(privateJwk)))
    .setProtectedHeader({
      alg: 'PBES2-HS512+A256KW',
      enc: 'A256GCM',
      cty: 'jwk+json',
    })
    .setKeyManagementParameters({ p2c: ITERATIONS })
    .encrypt(encode(passphrase));
}

/**
 * Reads a private key: a JWK, or one that `protectSigningKey` or another tool encrypted with a passphrase.
 *
 * @param text - of the file
 * @param askPassphrase - called only if the key is encrypted
 * @returns the key, which is one to sign with
 * @throws an `InputError` that tells what is wrong with the key or the passphrase, without key material
 * @public
 */
export async function readSigningKey(
  text: string,
  askPassphrase: () => Promise<string>,
): Promise<JWK> {
  const isEncrypted = /^\s*[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]*){4}\s*$/.test(text);
  const plaintext = isEncrypted
    ? await decrypt(text.trim(), await askPassphrase())
    : encode(text);
  const read = readJsonObject(plaintext, { subject: 'The signing key' });
  if ('fault' in read) {
    throw new InputError(
      `${asClause(
        read.fault,
      )}; use the file of the private key, a JSON Web Key`,
    );
  }
  if (Array.isArray(read.value.keys)) {
    throw new InputError(
      'The signing key is a key set, as public keys are given away in; use the file of the private key',
    );
  }
  await openSigningKey(read.value, 'license');
  return read.value;
}

async function decrypt(jwe: string, passphrase: string): Promise<Uint8Array> {
  try {
    const { plaintext } = await compactDecrypt(jwe, encode(passphrase), {
      keyManagementAlgorithms: [
        'PBES2-HS256+A128KW',
        'PBES2-HS384+A192KW',
        'PBES2-HS512+A256KW',
      ],
      maxPBES2Count: MAX_ITERATIONS,
    });
    return plaintext;
  } catch (error) {
    if (error instanceof errors.JWEDecryptionFailed) {
      throw new InputError(
        'The passphrase does not open the signing key; use the one it was encrypted with',
      );
    }
    throw new InputError(
      'The signing key is encrypted in a way that is not known here; use one encrypted with a passphrase (JWE with PBES2)',
    );
  }
}
