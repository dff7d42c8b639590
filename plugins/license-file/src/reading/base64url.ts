/**
 * Decodes base64url without padding (RFC 7515 section 2), and only what encodes to the same text again: no
 * padding, spaces, other alphabets or stray bits at the end, which jose and Node.js let pass.
 */
export function decodeBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
