import { exportJWK, importSPKI, JWK } from 'jose';
import { createPublicKey } from 'node:crypto';
import { OF_ANOTHER_KIND } from './keyKinds';

/** RFC 7468 section 13. */
const PUBLIC_PEM =
  /^-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----$/;

const NO_PEM =
  'has a "pem" that is no public key: put the whole text from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY----- there';

/** What each type of key in OpenSSL is asked to be. */
const ALGORITHMS: ReadonlyMap<string | undefined, string> = new Map([
  ['ed25519', 'EdDSA'],
  ['ec', 'ES256'],
]);

/** Whether there is a private key of any kind in a text, encrypted or not. */
export const holdsPrivatePem = (given: unknown): boolean =>
  typeof given === 'string' && given.includes('PRIVATE KEY');

function faultOfLabel(pem: string): string | undefined {
  if (/BEGIN (X509 |TRUSTED )?CERTIFICATE-----/.test(pem)) {
    return 'is a certificate: put only the public key in it there instead (openssl x509 -in certificate.pem -noout -pubkey)';
  }
  if (/BEGIN RSA PUBLIC KEY-----/.test(pem)) {
    return OF_ANOTHER_KIND;
  }
  return PUBLIC_PEM.test(pem) ? undefined : NO_PEM;
}

/** How OpenSSL calls the type of a key that can be read at all. */
function typeOf(pem: string): string | undefined {
  const [, body] = PUBLIC_PEM.exec(pem) ?? [];
  try {
    return createPublicKey({
      key: Buffer.from(body, 'base64'),
      format: 'der',
      type: 'spki',
    }).asymmetricKeyType;
  } catch {
    return undefined;
  }
}

/**
 * Reads a public key in PEM: SubjectPublicKeyInfo, "BEGIN PUBLIC KEY" (RFC 7468 section 13).
 *
 * @param given - the text; its line breaks may be the two characters `\` and `n`, as environment variables have them
 * @returns its point as a JWK, or what is wrong and what to do about it, without key material
 */
export async function readPublicPem(
  given: unknown,
): Promise<{ jwk: JWK } | { fault: string }> {
  if (typeof given !== 'string') {
    return { fault: NO_PEM };
  }
  const pem = given.replace(/(\\r)?\\n/g, '\n').trim();
  const fault = faultOfLabel(pem);
  if (fault) {
    return { fault };
  }
  const type = typeOf(pem);
  if (type === undefined) {
    return { fault: NO_PEM };
  }
  const algorithm = ALGORITHMS.get(type);
  if (algorithm === undefined) {
    return { fault: OF_ANOTHER_KIND };
  }
  try {
    // By jose, not by asking the key itself: Node.js 20 aborts when it is asked for the curve of a key whose point
    // is at infinity.
    const key = await importSPKI(pem, algorithm, { extractable: true });
    return { jwk: await exportJWK(key) };
  } catch {
    return { fault: OF_ANOTHER_KIND };
  }
}
