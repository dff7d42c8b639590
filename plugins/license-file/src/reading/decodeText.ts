import { placeAt } from './placeAt';

/** The first byte at which decoding had to make something up. */
function firstBadByte(bytes: Uint8Array): number {
  const mended = new TextEncoder().encode(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  );
  return bytes.findIndex((byte, index) => byte !== mended[index]);
}

/**
 * Decodes UTF-8 without mending anything: a byte that is none, or a byte order mark, is a fault.
 *
 * @returns the text, or the rest of a sentence that begins with the subject
 */
export function decodeText(
  bytes: Uint8Array,
): { text: string } | { fault: string } {
  let text: string;
  try {
    // ignoreBOM leaves a byte order mark in the text, where it can be seen and refused.
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
      bytes.subarray(0, firstBadByte(bytes)),
    );
    return {
      fault: `is not valid UTF-8 text (${placeAt(before, before.length)})`,
    };
  }
  return text.startsWith('\uFEFF')
    ? { fault: 'must not begin with a byte order mark' }
    : { text };
}
