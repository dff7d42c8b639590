import { JsonObject, JsonValue } from '@backstage/types';
import { describeMember } from '@thetasecure/backstage-plugin-license-common';
import { Steps } from '../turns/Steps';
import { placeAt } from './placeAt';
import { faultOfName, faultOfNumber, faultOfText } from './strictRules';

/** The object itself is level 1. */
const MAX_NESTING = 8;

const BACKSLASH = 0x5c;

/** So many values make a step. */
const STEP = 64;

const SPACES = /[ \t\n\r]*/y;
/** RFC 8259 section 6. */
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** RFC 8259 section 3, by how they begin. */
const LITERALS: ReadonlyMap<
  string,
  { spelling: string; value: JsonValue; fault?: string }
> = new Map([
  ['t', { spelling: 'true', value: true }],
  ['f', { spelling: 'false', value: false }],
  [
    'n',
    {
      spelling: 'null',
      value: null,
      fault: 'is null, which the format does not know',
    },
  ],
]);

/** What is written with more characters than these is large. */
const LARGE = 8 * 1024;

/**
 * The lists and objects that take long to go through, each with the names of its members in the order of the file;
 * a list has none. An object of a hundred thousand members takes too long to tell their names all at once.
 */
export type LargeValues = ReadonlyMap<object, readonly string[]>;

/** A list or an object that is not at its end yet, and where in it the parser is. */
type Level =
  | { close: ']'; start: number; value: JsonValue[] }
  | {
      close: '}';
      start: number;
      value: JsonObject;
      names: string[];
      /** Of the member that is read. */
      name: string;
    };

class Unreadable extends Error {
  constructor(readonly fault: string) {
    super(fault);
  }
}

/**
 * A parser of JSON (RFC 8259) that can be put down and taken up again. It goes over the text once, and keeps its
 * place in a list instead of on the stack.
 */
class StrictParser {
  readonly #text: string;
  readonly #levels: Level[] = [];
  readonly #large = new Map<object, readonly string[]>();
  #at = 0;
  /** What was found first against the stricter rules. Nothing is built any more then, but JSON it has to be. */
  #fault: string | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  *parse(): Steps<{ value: JsonObject; large: LargeValues }> {
    for (let count = 1; ; count += 1) {
      if (count % STEP === 0) {
        yield;
      }
      let value = this.#readValue();
      while (value !== undefined) {
        const level = this.#levels[this.#levels.length - 1];
        if (!level) {
          return { value: this.#finish(value), large: this.#large };
        }
        this.#add(level, value);
        value = this.#readBehindValue(level);
      }
    }
  }

  #finish(value: JsonValue): JsonObject {
    if (this.#skipSpaces() !== '') {
      throw this.#notJson(this.#at);
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Unreadable('must be one JSON object');
    }
    if (this.#fault !== undefined) {
      throw new Unreadable(this.#fault);
    }
    return value as JsonObject;
  }

  /** The character that comes next, or an empty text at the end. */
  #skipSpaces(): string {
    let next = this.#text.charAt(this.#at);
    if (next <= ' ') {
      SPACES.lastIndex = this.#at;
      SPACES.test(this.#text);
      this.#at = SPACES.lastIndex;
      next = this.#text.charAt(this.#at);
    }
    return next;
  }

  /** A value as a whole, or `undefined` if it is a list or an object that has just begun. */
  #readValue(): JsonValue | undefined {
    const first = this.#skipSpaces();
    if (first !== '{' && first !== '[') {
      return this.#readScalar(first);
    }
    const start = this.#at;
    if (this.#levels.length === MAX_NESTING) {
      throw new Unreadable(
        `is nested more than ${MAX_NESTING} levels deep (${placeAt(
          this.#text,
          start,
        )})`,
      );
    }
    this.#at += 1;
    const isList = first === '[';
    if (this.#skipSpaces() === (isList ? ']' : '}')) {
      this.#at += 1;
      return isList ? [] : {};
    }
    const level: Level = isList
      ? { close: ']', start, value: [] }
      : { close: '}', start, value: {}, names: [], name: '' };
    this.#levels.push(level);
    this.#readName(level);
    return undefined;
  }

  /** Goes on to the next value, or ends the level that the last one stands in, which is a value itself. */
  #readBehindValue(level: Level): JsonValue | undefined {
    const next = this.#skipSpaces();
    this.#at += 1;
    if (next === level.close) {
      this.#levels.pop();
      if (this.#at - level.start > LARGE) {
        this.#large.set(level.value, level.close === '}' ? level.names : []);
      }
      return level.value;
    }
    if (next !== ',') {
      throw this.#notJson(this.#at - 1);
    }
    this.#readName(level);
    return undefined;
  }

  #readName(level: Level) {
    if (level.close !== '}') {
      return;
    }
    if (this.#skipSpaces() !== '"') {
      throw this.#notJson(this.#at);
    }
    const start = this.#at;
    level.name = this.#readText();
    this.#report('member', faultOfName(level.name, level.value), start);
    if (this.#skipSpaces() !== ':') {
      throw this.#notJson(this.#at);
    }
    this.#at += 1;
  }

  #readScalar(first: string): JsonValue {
    const start = this.#at;
    if (first === '"') {
      const text = this.#readText();
      this.#report('value', faultOfText(text), start);
      return text;
    }
    const literal = LITERALS.get(first);
    if (literal) {
      if (!this.#text.startsWith(literal.spelling, start)) {
        throw this.#notJson(start);
      }
      this.#at += literal.spelling.length;
      this.#report('value', literal.fault, start);
      return literal.value;
    }
    NUMBER.lastIndex = start;
    if (!NUMBER.test(this.#text)) {
      throw this.#notJson(start);
    }
    this.#at = NUMBER.lastIndex;
    const spelling = this.#text.slice(start, this.#at);
    const number = Number(spelling);
    this.#report('value', faultOfNumber(number, spelling), start);
    return number;
  }

  /** Finds the end of a text; what is between is for the runtime to read. */
  #readText(): string {
    const start = this.#at;
    let end = start;
    let isEscaped: boolean;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) {
        throw this.#notJson(start);
      }
      let before = end - 1;
      while (this.#text.charCodeAt(before) === BACKSLASH) {
        before -= 1;
      }
      isEscaped = (end - before) % 2 === 0;
    } while (isEscaped);
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, this.#at));
    } catch {
      throw this.#notJson(start);
    }
  }

  #add(level: Level, value: JsonValue) {
    if (this.#fault !== undefined) {
      return;
    }
    if (level.close === ']') {
      level.value.push(value);
    } else {
      level.value[level.name] = value;
      level.names.push(level.name);
    }
  }

  #notJson(offset: number): Unreadable {
    return new Unreadable(`is not valid JSON (${placeAt(this.#text, offset)})`);
  }

  #report(kind: 'member' | 'value', reason: string | undefined, at: number) {
    if (reason === undefined || this.#fault !== undefined) {
      return;
    }
    const path = this.#levels.map(level =>
      level.close === ']' ? level.value.length : level.name,
    );
    const known = describeMember(path);
    const what = known ? `the member ${known}, which` : `a ${kind} that`;
    this.#fault = `holds ${what} ${reason} (${placeAt(this.#text, at)})`;
  }
}

/**
 * Parses one JSON object by the stricter rules of `readJsonObject`.
 *
 * @remarks
 * `JSON.parse` takes up to a tenth of a second for 1 MiB, in which nothing else is done, and hides members that are
 * there twice and how numbers are spelled.
 *
 * @returns the object, or the rest of a sentence that begins with what the text is; it repeats no part of the text but
 *   names that the formats know
 */
export function* parseStrictly(
  text: string,
): Steps<{ value: JsonObject; large: LargeValues } | { fault: string }> {
  try {
    return yield* new StrictParser(text).parse();
  } catch (error) {
    if (error instanceof Unreadable) {
      return { fault: error.fault };
    }
    throw error;
  }
}
