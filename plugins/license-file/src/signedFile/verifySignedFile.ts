import {
  Check,
  isIdentifier,
} from '@thetasecure/backstage-plugin-license-common';
import { KeyObject, verify } from 'node:crypto';
import { TrustedKey, TrustedKeys } from '../keys/TrustedKeys';
import { decodeBase64url } from '../reading/base64url';
import { atOnce, Steps } from '../turns/Steps';
import { takeTurns } from '../turns/takeTurns';
import { DetachedSignature } from './DetachedSignature';
import { SignedFile } from './SignedFile';

/** What there is to verify. */
type Signed = Pick<SignedFile<unknown>, 'payload' | 'signature'>;

/** Of Ed25519 (RFC 8032) as of ECDSA on P-256 (RFC 7518 section 3.4). */
const SIGNATURE_BYTES = 64;

function checkKey(
  { keyId, algorithm }: DetachedSignature,
  name: string,
  keys: TrustedKeys,
): Check {
  const code = 'key';
  if (keys.size === 0) {
    return {
      code,
      status: 'fail',
      message: `No key is trusted here yet, so no ${name} can be verified.`,
      remedy:
        'Add the public key of your vendor to license.trustedKeys in the configuration.',
    };
  }
  const key = keys.get(keyId);
  if (!key) {
    return {
      code,
      status: 'fail',
      message: `The ${name} is signed with ${
        isIdentifier(keyId) ? `the key ${keyId}, which` : 'a key that'
      } is not trusted here.`,
      remedy:
        'Make sure that the file comes from your vendor; if so, add the public key it is signed with to license.trustedKeys in the configuration.',
    };
  }
  if (!key.algorithms.includes(algorithm)) {
    return {
      code,
      status: 'fail',
      message: `The ${name} names an algorithm that is not the one of its key ${key.kid}.`,
      remedy: `Ask the vendor to issue the ${name} anew.`,
    };
  }
  return {
    code,
    status: 'pass',
    message: `The ${name} names the trusted key ${key.kid}.`,
  };
}

/**
 * The signature check of RFC 7515 section 5.2 for the two algorithms that there are. The key says which one: Ed25519
 * hashes by itself (RFC 8032), ES256 is ECDSA over SHA-256 with r and s side by side (RFC 7518 section 3.4).
 *
 * Asked of Node.js itself: a library in between takes a third more time, and all it would add are header rules that
 * `readDetachedSignature` has applied before.
 */
async function isSignatureOf(
  publicKey: KeyObject,
  signed: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const isEd25519 = publicKey.asymmetricKeyType === 'ed25519';
  return new Promise((resolve, reject) => {
    verify(
      isEd25519 ? null : 'sha256',
      signed,
      isEd25519 ? publicKey : { key: publicKey, dsaEncoding: 'ieee-p1363' },
      signature,
      (error, isGenuine) => (error ? reject(error) : resolve(isGenuine)),
    );
  });
}

/** So many bytes are encoded in a step. They are a multiple of three, so base64url goes on behind them as if in one. */
const STEP = 48 * 1024;

/** What RFC 7515 section 5.1 signs: the header, a point, and the payload in base64url. */
function* signingInput({
  payload,
  signature: { header },
}: Signed): Steps<Uint8Array> {
  const { buffer, byteOffset, byteLength } = payload;
  const input = Buffer.allocUnsafe(
    header.length + 1 + Math.ceil((byteLength * 4) / 3),
  );
  let length = input.write(`${header}.`, 'latin1');
  for (let start = 0; start < byteLength; start += STEP) {
    const part = Buffer.from(
      buffer,
      byteOffset + start,
      Math.min(STEP, byteLength - start),
    );
    length += input.write(part.toString('base64url'), length, 'latin1');
    yield;
  }
  return input;
}

async function isSignedWith(
  file: Signed,
  { publicKey }: TrustedKey,
): Promise<boolean> {
  const signature = decodeBase64url(file.signature.value);
  if (signature?.length !== SIGNATURE_BYTES) {
    return false;
  }
  const steps = signingInput(file);
  // Thousands of small files are verified in a row, and none of them is worth a turn of its own.
  const input =
    file.payload.length > STEP ? await takeTurns(steps) : atOnce(steps);
  return isSignatureOf(publicKey, input, signature);
}

/**
 * Verifies a signed file against the keys that are trusted: the checks `key` and `signature`, in this order, up to
 * the first that fails. The trusted key decides about the algorithm; what the file names has to agree.
 *
 * @param name - what messages call the file
 */
export async function verifySignedFile(
  file: Signed,
  name: string,
  keys: TrustedKeys,
): Promise<Check[]> {
  const keyCheck = checkKey(file.signature, name, keys);
  const key = keys.get(file.signature.keyId);
  if (keyCheck.status === 'fail' || !key) {
    return [keyCheck];
  }
  const code = 'signature';
  return [
    keyCheck,
    (await isSignedWith(file, key))
      ? {
          code,
          status: 'pass',
          message: 'The signature is genuine and covers every fact.',
        }
      : {
          code,
          status: 'fail',
          message:
            'The signature does not fit: the file was changed after it was signed, or somebody else signed it.',
          remedy:
            'Use the file exactly as the vendor sent it, or ask the vendor to send it again.',
        },
  ];
}
