import { JsonObject } from '@backstage/types';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalBytes } from './canonicalBytes';

const canonical = (value: JsonObject) =>
  new TextDecoder().decode(canonicalBytes(value));

/** The vectors of the authors of RFC 8785, which the library ships. */
const VECTORS = join(
  dirname(require.resolve('canonicalize/package.json')),
  'test/testdata',
);

describe('canonicalBytes', () => {
  it.each(readdirSync(join(VECTORS, 'input')))(
    'writes the vector %s of the authors of RFC 8785',
    name => {
      const [input, output] = ['input', 'output'].map(folder =>
        readFileSync(join(VECTORS, folder, name), 'utf8'),
      );
      // One of them has a line break at its end, as files do.
      expect(canonical(JSON.parse(input))).toBe(output.trimEnd());
    },
  );

  it('writes the sample of RFC 8785 section 3.2.4', () => {
    const sample = {
      numbers: [
        333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001,
      ],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    expect(Buffer.from(canonicalBytes(sample)).toString('hex')).toBe(
      [
        '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a',
        '5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d3237',
        '5d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
      ].join(''),
    );
  });

  it('sorts names by UTF-16 code units, as RFC 8785 section 3.2.3 shows', () => {
    const sample = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(canonical(sample).match(/:"[^"]+"/g)).toEqual([
      ':"Carriage Return"',
      ':"One"',
      ':"Control"',
      ':"Latin Small Letter O With Diaeresis"',
      ':"Euro Sign"',
      ':"Emoji: Grinning Face"',
      ':"Hebrew Letter Dalet With Dagesh"',
    ]);
  });

  it.each<[string, JsonObject, string]>([
    ['capital letters before small ones', { a: 1, B: 2 }, '{"B":2,"a":1}'],
    ['numbers as texts', { '10': 1, '9': 2, '': 3 }, '{"":3,"10":1,"9":2}'],
    ['further down', { a: [{ d: 1, c: 2 }] }, '{"a":[{"c":2,"d":1}]}'],
    ['not the items of a list', { a: [3, 1, 2] }, '{"a":[3,1,2]}'],
    [
      'also beside "toJSON"',
      { toJSON: 'x', a: { toJSON: 1, b: 2, a: 3 } },
      '{"a":{"a":3,"b":2,"toJSON":1},"toJSON":"x"}',
    ],
  ])('sorts names: %s', (_, value, text) => {
    expect(canonical(value)).toBe(text);
  });

  it('leaves texts as they are', () => {
    expect(canonical({ a: 'e\u0301 \u00e9 \u2028 </script> \u007f' })).toBe(
      '{"a":"e\u0301 \u00e9 \u2028 </script> \u007f"}',
    );
  });
});
