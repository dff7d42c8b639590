import { Steps } from '../turns/Steps';
import { placeAt } from './placeAt';

/** So many bytes are decoded at a time. */
const PART = 64 * 1024;

/** RFC 3629: the bytes 10xxxxxx go on with a character. */
const goesOn = (byte: number) => byte >= 0x80 && byte < 0xc0;

/** Where a part ends that begins at an offset: no character goes on behind it, as long as there are characters. */
function endOfPart(bytes: Uint8Array, start: number): number {
  let end = Math.min(start + PART, bytes.length);
  // A character has at most three more bytes; more of them are a fault, wherever the part ends.
  for (let more = 0; more < 3 && end < bytes.length; more += 1) {
    if (!goesOn(bytes[end])) {
      break;
    }
    end -= 1;
  }
  return end;
}

/** The first byte at which decoding has to make something up. */
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
export function* decodeText(
  bytes: Uint8Array,
): Steps<{ text: string } | { fault: string }> {
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const end = endOfPart(bytes, start);
    const part = bytes.subarray(start, end);
    // Only what stands at the very beginning is a mark.
    const ignoreBOM = start > 0;
    try {
      text += new TextDecoder('utf-8', { fatal: true, ignoreBOM }).decode(part);
    } catch {
      const before = `${text}${new TextDecoder('utf-8', { ignoreBOM }).decode(
        part.subarray(0, firstBadByte(part)),
      )}`;
      return {
        fault: `is not valid UTF-8 text (${placeAt(before, before.length)})`,
      };
    }
    start = end;
    yield;
  }
  return { text };
}
