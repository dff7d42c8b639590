import {
  Check,
  isIdentifier,
} from '@thetasecure/backstage-plugin-license-common';
import { KeyObject, verify } from 'node:crypto';
import { TrustedKey, TrustedKeys } from '../keys/TrustedKeys';
import { decodeBase64url } from '../reading/base64url';
import { DetachedSignature } from './DetachedSignature';
import { SignedPayload } from './SignedFile';

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
  signingInput: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const isEd25519 = publicKey.asymmetricKeyType === 'ed25519';
  return new Promise((resolve, reject) => {
    verify(
      isEd25519 ? null : 'sha256',
      signingInput,
      isEd25519 ? publicKey : { key: publicKey, dsaEncoding: 'ieee-p1363' },
      signature,
      (error, isGenuine) => (error ? reject(error) : resolve(isGenuine)),
    );
  });
}

async function isSignedWith(
  { payload, signature: { header, value } }: SignedPayload,
  { publicKey }: TrustedKey,
): Promise<boolean> {
  const signature = decodeBase64url(value);
  if (signature?.length !== SIGNATURE_BYTES) {
    return false;
  }
  const encoded = Buffer.from(
    payload.buffer,
    payload.byteOffset,
    payload.byteLength,
  ).toString('base64url');
  return isSignatureOf(
    publicKey,
    Buffer.from(`${header}.${encoded}`, 'ascii'),
    signature,
  );
}

/**
 * Verifies a signed file against the keys that are trusted: the checks `key` and `signature`, in this order, up to
 * the first that fails. The trusted key decides about the algorithm; what the file names has to agree.
 *
 * @param name - what messages call the file
 */
export async function verifySignedFile(
  file: SignedPayload,
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
