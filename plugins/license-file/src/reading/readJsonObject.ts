import { JsonObject } from '@backstage/types';
import { decodeText } from './decodeText';
import { findDeepNesting } from './findDeepNesting';
import { findSyntaxError } from './findSyntaxError';
import { lintSource } from './lintSource';
import { placeAt } from './placeAt';

/**
 * The most bytes a license file may have: 64 KiB.
 *
 * @public
 */
export const MAX_LICENSE_FILE_BYTES = 64 * 1024;

/** The object itself is level 1. */
const MAX_NESTING = 8;

/**
 * How to read a JSON object.
 *
 * @public
 */
export interface ReadJsonOptions {
  /** The most bytes it may have; 64 KiB by default. */
  maxBytes?: number;
  /** What a fault says it is about, to begin a sentence with; `The file` by default. */
  subject?: string;
}

function parse(text: string): { value: unknown } | { fault: string } {
  try {
    return { value: JSON.parse(text) };
  } catch {
    const offset = findSyntaxError(text);
    return {
      fault:
        offset === undefined
          ? 'is not valid JSON'
          : `is not valid JSON (${placeAt(text, offset)})`,
    };
  }
}

/**
 * Reads one JSON object, more strictly than JSON has to be read, so that no two readers can take the same bytes
 * for different facts.
 *
 * @remarks
 * Refused are: more than `maxBytes`; anything but UTF-8; anything but one object, one byte order mark before it
 * aside (RFC 8259 section 8.1); nesting deeper than 8, the object itself being level 1; a member that is there twice,
 * at any depth and in any spelling (RFC 8259 section 4 leaves open what that means); lone surrogates; member names
 * outside of printable ASCII or with a meaning in JavaScript; `null`; numbers that are not integers by their spelling,
 * or beyond ±(2^53−1) (RFC 7493 section 2.2). Takes time in proportion to the number of bytes.
 *
 * @returns the object, or one sentence that tells what is wrong and where, and repeats nothing of the content
 * @public
 */
export function readJsonObject(
  bytes: Uint8Array,
  options?: ReadJsonOptions,
): { value: JsonObject } | { fault: string } {
  const { maxBytes = MAX_LICENSE_FILE_BYTES, subject = 'The file' } =
    options ?? {};
  const refuse = (reason: string) => ({ fault: `${subject} ${reason}.` });

  if (bytes.length === 0) {
    return refuse('is empty');
  }
  if (bytes.length > maxBytes) {
    return refuse(`is larger than ${maxBytes / 1024} KiB`);
  }
  const decoded = decodeText(bytes);
  if ('fault' in decoded) {
    return refuse(decoded.fault);
  }
  const { text } = decoded;
  const tooDeep = findDeepNesting(text, MAX_NESTING);
  if (tooDeep !== undefined) {
    return refuse(
      `is nested more than ${MAX_NESTING} levels deep (${placeAt(
        text,
        tooDeep,
      )})`,
    );
  }

  // The same text goes through two parsers. The runtime's own decides what is JSON and what it says: it is the
  // one that everybody relies on. But it hides members that are there twice and how numbers were spelled, so
  // the visitor, which forgives too much to decide, looks for those.
  const parsed = parse(text);
  if ('fault' in parsed) {
    return refuse(parsed.fault);
  }
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('must be one JSON object');
  }
  const fault = lintSource(text);
  return fault ? refuse(fault) : { value: value as JsonObject };
}
