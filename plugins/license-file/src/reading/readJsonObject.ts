import { JsonObject } from '@backstage/types';
import { atOnce, Steps } from '../turns/Steps';
import { decodeText } from './decodeText';
import { LargeValues, parseStrictly } from './parseStrictly';

/**
 * The most bytes a license file may have: 64 KiB.
 *
 * @public
 */
export const MAX_LICENSE_FILE_BYTES = 64 * 1024;

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
  const read = atOnce(readJsonInSteps(bytes, options));
  return 'fault' in read ? read : { value: read.value };
}

/** The same, in steps. */
export function* readJsonInSteps(
  bytes: Uint8Array,
  options?: ReadJsonOptions,
): Steps<{ value: JsonObject; large: LargeValues } | { fault: string }> {
  const { maxBytes = MAX_LICENSE_FILE_BYTES, subject = 'The file' } =
    options ?? {};
  const refuse = (reason: string) => ({ fault: `${subject} ${reason}.` });

  if (bytes.length === 0) {
    return refuse('is empty');
  }
  if (bytes.length > maxBytes) {
    return refuse(`is larger than ${maxBytes / 1024} KiB`);
  }
  const decoded = yield* decodeText(bytes);
  if ('fault' in decoded) {
    return refuse(decoded.fault);
  }
  const parsed = yield* parseStrictly(decoded.text);
  return 'fault' in parsed ? refuse(parsed.fault) : parsed;
}
