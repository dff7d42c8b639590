import fc from 'fast-check';
import { atOnce } from '../turns/Steps';
import { parseStrictly } from './parseStrictly';

const parse = (text: string) => atOnce(parseStrictly(text));

/** What everybody's parser makes of a text. */
function parseLeniently(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const PIECE = fc.constantFrom(
  ...'{}[],:"\\/*\n\r\t 01-.eE',
  ...['{"a":', '"b"', '"a":1', ',"c":', 'null', 'true', 'false', '1e5', '-0'],
  ...['\\u', 'd83d', 'de00', '\\"', '\\\\', '//', '/*', '\uFEFF', '\0', 'é'],
  ...['"__proto__"', '[[[[', ']]]]', '{"x":{"y":', '}}'],
);

const GENUINE = JSON.stringify({
  format: 'x',
  customer: { name: 'Ł"\\\u00e9', email: 'a\n' },
  features: ['a', 'b', [1, -2, { deep: [true, false] }]],
  x: { a: 0, b: [] },
});

/** A text with some pieces in place of what stood there. */
const EDITED = fc
  .array(fc.tuple(fc.nat(GENUINE.length), fc.nat(3), PIECE), {
    minLength: 1,
    maxLength: 3,
  })
  .map(edits =>
    edits.reduce(
      (text, [at, cut, piece]) =>
        `${text.slice(0, at)}${piece}${text.slice(at + cut)}`,
      GENUINE,
    ),
  );

const TEXT = fc.oneof(
  fc.array(PIECE, { maxLength: 20 }).map(pieces => pieces.join('')),
  fc.array(PIECE, { maxLength: 12 }).map(pieces => `{"a":${pieces.join('')}}`),
  EDITED,
);

describe('parseStrictly', () => {
  it('agrees with the parser of the runtime about what is JSON, and what it says', () => {
    fc.assert(
      fc.property(TEXT, text => {
        const strict = parse(text);
        const lenient = parseLeniently(text);
        const isBroken =
          'fault' in strict && strict.fault.includes('is not valid JSON');
        const isTooDeep =
          'fault' in strict && strict.fault.includes('levels deep');
        // Behind what is too deep nothing is read, so it may be broken or not.
        expect(isTooDeep || isBroken === (lenient === undefined)).toBe(true);
        expect('fault' in strict ? lenient : { value: strict.value }).toEqual(
          lenient,
        );
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['{}', '[]', '0', '"x"'])(
    'knows what is large, and the names in it: full of %s',
    unit => {
      const list = `[${Array(9000).fill(unit).join(',')}]`;
      const read = parse(
        `{"b":1,"large":${list},"small":[[],{"c":1}],"a":{"z":${list},"y":2}}`,
      );
      if ('fault' in read) {
        throw new Error(read.fault);
      }
      const { value, large } = read;
      expect([...large]).toEqual([
        [value.large, []],
        [(value.a as { z: unknown }).z, []],
        [value.a, ['z', 'y']],
        [value, ['b', 'large', 'small', 'a']],
      ]);
    },
  );
});
