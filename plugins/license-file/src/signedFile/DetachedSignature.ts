import { JsonValue } from '@backstage/types';
import { decodeBase64url } from '../reading/base64url';
import { readJsonInSteps } from '../reading/readJsonObject';
import { Steps } from '../turns/Steps';

/**
 * The signature of a file: a compact JWS without its payload (RFC 7515 appendix F), taken apart.
 * Nothing of it is verified.
 *
 * @public
 */
export interface DetachedSignature {
  /** The protected header as it was signed: base64url. */
  header: string;
  /** The signature itself: base64url. */
  value: string;
  /** `alg` of the protected header. */
  algorithm: string;
  /** `kid` of the protected header. */
  keyId: string;
}

const refuse = (reason: string) => ({
  fault: `The member "signature" ${reason}.`,
});

/** EF BB BF, the byte order mark in UTF-8: an editor puts it before a file, nobody before a header. */
const startsWithMark = ([first, second, third]: Uint8Array) =>
  first === 0xef && second === 0xbb && third === 0xbf;

function* readHeader(
  segment: string,
): Steps<{ algorithm: string; keyId: string } | { fault: string }> {
  const bytes = decodeBase64url(segment);
  if (!bytes) {
    return refuse('has a protected header that is not base64url');
  }
  if (startsWithMark(bytes)) {
    return refuse('has a protected header that begins with a byte order mark');
  }
  const read = yield* readJsonInSteps(bytes, {
    subject: 'The protected header of the member "signature"',
  });
  if ('fault' in read) {
    return read;
  }
  const { alg, kid, typ = '', ...others } = read.value;
  if (
    typeof alg !== 'string' ||
    typeof kid !== 'string' ||
    typeof typ !== 'string' ||
    Object.keys(others).length > 0
  ) {
    return refuse(
      'must have a protected header with the texts "alg", "kid" and optionally "typ", and nothing else',
    );
  }
  return { algorithm: alg, keyId: kid };
}

/**
 * Takes the member `signature` of a signed file apart.
 *
 * @returns its parts, or one sentence that tells what is wrong with its shape
 */
export function* readDetachedSignature(
  member: JsonValue | undefined,
): Steps<{ signature: DetachedSignature } | { fault: string }> {
  if (member === undefined) {
    return refuse('is missing');
  }
  if (typeof member !== 'string') {
    return refuse('must be a text');
  }
  const segments = member.split('.', 4);
  const [header, payload, value] = segments;
  if (segments.length !== 3 || payload !== '') {
    return refuse(
      'must be a compact JWS without payload: a header and a signature with ".." between them',
    );
  }
  const read = yield* readHeader(header);
  if ('fault' in read) {
    return read;
  }
  if (!decodeBase64url(value)) {
    return refuse('has a signature that is not base64url');
  }
  return { signature: { header, value, ...read } };
}
