import { JsonObject, JsonValue } from '@backstage/types';
// Version 2: those after it can only be imported, and a built backend is CommonJS.
import canonicalize from 'canonicalize';
import { LargeValues } from '../reading/parseStrictly';
import { atOnce, Steps } from '../turns/Steps';
import { sortNames } from './sortNames';

/** So many characters are written in a step. */
const STEP = 4096;

/** Writes what is large bit by bit, and anything else as a whole. */
class CanonicalWriter {
  readonly #large: LargeValues;
  readonly #encoder = new TextEncoder();
  readonly #parts: Uint8Array[] = [];
  #text = '';

  constructor(large: LargeValues) {
    this.#large = large;
  }

  *write(value: JsonObject | JsonValue[]): Steps<void> {
    const names = this.#large.get(value);
    if (!names) {
      // Undefined is the form of nothing but undefined itself.
      this.#text += canonicalize(value)!;
    } else if (Array.isArray(value)) {
      yield* this.#writeChildren('[', value.entries(), ']');
    } else {
      yield* this.#writeChildren(
        '{',
        membersOf(value, yield* sortNames(names)),
        '}',
      );
    }
  }

  *#writeChildren(
    open: string,
    children: Iterable<[number | string, JsonValue]>,
    close: string,
  ): Steps<void> {
    let before = open;
    for (const [name, child] of children) {
      this.#text +=
        typeof name === 'string' ? `${before}${canonicalize(name)}:` : before;
      before = ',';
      if (typeof child === 'object' && child && this.#large.has(child)) {
        yield* this.write(child as JsonObject);
      } else {
        this.#text += canonicalize(child)!;
      }
      if (this.#text.length > STEP) {
        this.#flush();
        yield;
      }
    }
    this.#text += before === open ? `${open}${close}` : close;
  }

  #flush() {
    this.#parts.push(this.#encoder.encode(this.#text));
    this.#text = '';
  }

  finish(): Uint8Array {
    this.#flush();
    if (this.#parts.length === 1) {
      return this.#parts[0];
    }
    const sizes = this.#parts.map(({ length }) => length);
    const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
    let offset = 0;
    for (const part of this.#parts) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }
}

/** @param names - of its members, and of such as were taken out of it */
function* membersOf(
  value: JsonObject,
  names: readonly string[],
): Iterable<[string, JsonValue]> {
  for (const name of names) {
    const child = value[name];
    if (child !== undefined && Object.hasOwn(value, name)) {
      yield [name, child];
    }
  }
}

/**
 * The one form that is signed of all the forms that an object can be written in: RFC 8785 (JCS), in UTF-8.
 *
 * @param value - JSON only, as `readJsonObject` returns it
 * @param large - what in it is large, so that it takes more than a step to write
 */
export function* canonicalBytesInSteps(
  value: JsonObject,
  large: LargeValues,
): Steps<Uint8Array> {
  const writer = new CanonicalWriter(large);
  yield* writer.write(value);
  yield;
  return writer.finish();
}

/** The same, at once. */
export function canonicalBytes(value: JsonObject): Uint8Array {
  return atOnce(canonicalBytesInSteps(value, new Map()));
}
