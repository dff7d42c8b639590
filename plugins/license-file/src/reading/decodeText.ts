import { placeAt } from './placeAt';

/** The first byte at which decoding had to make something up. */
function firstBadByte(bytes: Uint8Array): number {
  const mended = new TextEncoder().encode(
    new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  );
  return bytes.findIndex((byte, index) => byte !== mended[index]);
}

/**
 * Decodes UTF-8 without mending anything: a byte that is none is a fault.
 *
 * One byte order mark at the beginning is skipped, as RFC 8259 section 8.1 allows: some editors and shells put it
 * there whenever they save. A second one stays in the text, where no parser of JSON takes it.
 *
 * @returns the text, or the rest of a sentence that begins with the subject
 */
export function decodeText(
  bytes: Uint8Array,
): { text: string } | { fault: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const before = new TextDecoder().decode(
      bytes.subarray(0, firstBadByte(bytes)),
    );
    return {
      fault: `is not valid UTF-8 text (${placeAt(before, before.length)})`,
    };
  }
}
