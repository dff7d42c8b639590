import fc from 'fast-check';
import { bytesOf } from '../__testUtils__/licenses';
import { readJsonObject } from './readJsonObject';

const read = (text: string) => readJsonObject(bytesOf(text));
const faultOf = (bytes: Uint8Array) => {
  const result = readJsonObject(bytes);
  return 'fault' in result ? result.fault : undefined;
};

/** An object with `levels` levels, the object itself being the first. */
const nested = (levels: number, open = '{"a":', close = '}') =>
  `{"a":${open.repeat(levels - 2)}[]${close.repeat(levels - 2)}}`;

describe('readJsonObject', () => {
  it.each([
    ['an empty object', '{}', {}],
    ['whitespace around it', ' \t\r\n{ } \n', {}],
    [
      'every kind of value',
      '{"a":[true,false,0,-1,"",{"b":"c"}]}',
      { a: [true, false, 0, -1, '', { b: 'c' }] },
    ],
    ['the largest integer', '{"a":9007199254740991}', { a: 2 ** 53 - 1 }],
    ['the smallest integer', '{"a":-9007199254740991}', { a: 1 - 2 ** 53 }],
    ['escapes', '{"\\u0061":"\\u00e9\\n\\/\\""}', { a: 'é\n/"' }],
    ['a surrogate pair by escapes', '{"a":"\\ud83d\\ude00"}', { a: '😀' }],
    [
      'characters beyond ASCII in values',
      '{"a":"Łódź 東京 😀"}',
      { a: 'Łódź 東京 😀' },
    ],
    [
      'brackets inside of strings',
      '{"a":"[[[[[[[[[\\"[[[[[[[[[{"}',
      { a: '[[[[[[[[["[[[[[[[[[{' },
    ],
    ['a name of printable ASCII', '{" ~\\"":1}', { ' ~"': 1 }],
    [
      'the same name in two objects',
      '{"a":{"b":1},"b":{"b":2}}',
      { a: { b: 1 }, b: { b: 2 } },
    ],
    [
      'the same name in siblings of a list',
      '{"a":[{"b":1},{"b":2}]}',
      { a: [{ b: 1 }, { b: 2 }] },
    ],
    [
      'names that an object inherits',
      '{"toString":1,"toJSON":2,"hasOwnProperty":3}',
      { toString: 1, toJSON: 2, hasOwnProperty: 3 },
    ],
    ['a byte order mark inside of a value', '{"a":"\uFEFF"}', { a: '\uFEFF' }],
    ['a byte order mark before the object', '\uFEFF{"a":1}', { a: 1 }],
  ])('reads %s', (_, text, value) => {
    expect(read(text)).toEqual({ value });
  });

  it('reads eight levels', () => {
    expect(read(nested(8))).toHaveProperty('value');
  });

  it.each([
    ['no bytes', '', 'The file is empty.'],
    [
      'only whitespace',
      ' \n ',
      'The file is not valid JSON (line 2, column 2).',
    ],
    [
      'only a byte order mark',
      '\uFEFF',
      'The file is not valid JSON (line 1, column 1).',
    ],
    [
      'two byte order marks',
      '\uFEFF\uFEFF{}',
      'The file is not valid JSON (line 1, column 1).',
    ],
    [
      'a byte order mark after a space',
      ' \uFEFF{}',
      'The file is not valid JSON (line 1, column 2).',
    ],
    [
      'a byte order mark between members',
      '{"a":1,\uFEFF"b":2}',
      'The file is not valid JSON (line 1, column 8).',
    ],
    [
      'a byte order mark after the object',
      '{}\uFEFF',
      'The file is not valid JSON (line 1, column 3).',
    ],
    [
      'something behind a byte order mark, at the column an editor shows',
      '\uFEFF{"a":null}',
      'The file holds a value that is null, which the format does not know (line 1, column 6).',
    ],
    ['a list', '[{}]', 'The file must be one JSON object.'],
    ['a text', '"{}"', 'The file must be one JSON object.'],
    ['null instead of an object', 'null', 'The file must be one JSON object.'],
    [
      'a second object',
      '{}\n{}',
      'The file is not valid JSON (line 2, column 1).',
    ],
    [
      'anything after the object',
      '{} x',
      'The file is not valid JSON (line 1, column 4).',
    ],
    [
      'a byte of zero after the object',
      '{}\0',
      'The file is not valid JSON (line 1, column 3).',
    ],
    ['a comment', '{} // x', 'The file is not valid JSON (line 1, column 4).'],
    [
      'a comment inside',
      '{"a":/* x */1}',
      'The file is not valid JSON (line 1, column 6).',
    ],
    [
      'a comma at the end of an object',
      '{"a":1,}',
      'The file is not valid JSON (line 1, column 8).',
    ],
    [
      'a comma at the end of a list',
      '{"a":[1,]}',
      'The file is not valid JSON (line 1, column 9).',
    ],
    [
      'single quotes',
      "{'a':1}",
      'The file is not valid JSON (line 1, column 2).',
    ],
    [
      'a name without quotes',
      '{a:1}',
      'The file is not valid JSON (line 1, column 2).',
    ],
    [
      'an object cut off',
      '{"a":1',
      'The file is not valid JSON (line 1, column 7).',
    ],
    [
      'a text cut off',
      '{\r\n"a',
      'The file is not valid JSON (line 2, column 1).',
    ],
    [
      'a line break in a text',
      '{"a":"\n"}',
      'The file is not valid JSON (line 1, column 6).',
    ],
    [
      'a control character in a text',
      '{"a":"\u0001"}',
      'The file is not valid JSON (line 1, column 6).',
    ],
    [
      'an unknown escape',
      '{"a":"\\x41"}',
      'The file is not valid JSON (line 1, column 6).',
    ],
    [
      'a broken unicode escape',
      '{"a":"\\u00g0"}',
      'The file is not valid JSON (line 1, column 6).',
    ],
    [
      'whitespace other than JSON knows',
      '{\u00a0}',
      'The file is not valid JSON (line 1, column 2).',
    ],
    ['NaN', '{"a":NaN}', 'The file is not valid JSON (line 1, column 6).'],
    [
      'a leading zero',
      '{"a":01}',
      'The file is not valid JSON (line 1, column 7).',
    ],
    [
      'a plus sign',
      '{"a":+1}',
      'The file is not valid JSON (line 1, column 6).',
    ],
    [
      'a hexadecimal number',
      '{"a":0x1}',
      'The file is not valid JSON (line 1, column 7).',
    ],
    [
      'nine levels of objects',
      nested(9),
      'The file is nested more than 8 levels deep (line 1, column 41).',
    ],
    [
      'nine levels of lists',
      nested(9, '[', ']'),
      'The file is nested more than 8 levels deep (line 1, column 13).',
    ],
    [
      'a member twice',
      '{"maxUsers":1,\n "maxUsers":1}',
      'The file holds the member "maxUsers", which is there twice (line 2, column 2).',
    ],
    [
      'a member twice after unescaping',
      '{"maxUsers":1,"max\\u0055sers":2}',
      'The file holds the member "maxUsers", which is there twice (line 1, column 15).',
    ],
    [
      'a member twice further down',
      '{"customer":{"name":"a","name":"b"}}',
      'The file holds the member "customer.name", which is there twice (line 1, column 25).',
    ],
    [
      'an unknown member twice',
      '{"x":[{"y":1,"y":1}]}',
      'The file holds a member that is there twice (line 1, column 14).',
    ],
    [
      'half of a surrogate pair',
      '{"a":"\\ud83d"}',
      'The file holds a value that has half of a surrogate pair in it (line 1, column 6).',
    ],
    [
      'the other half',
      '{"product":"x\\ude00"}',
      'The file holds the member "product", which has half of a surrogate pair in it (line 1, column 12).',
    ],
    [
      'surrogates the wrong way round',
      '{"a":"\\ude00\\ud83d"}',
      'The file holds a value that has half of a surrogate pair in it (line 1, column 6).',
    ],
    [
      'half of a surrogate pair in a name',
      '{"\\ud83d":1}',
      'The file holds a member that has a name with characters other than printable ASCII (line 1, column 2).',
    ],
    [
      'a name beyond ASCII',
      '{"é":1}',
      'The file holds a member that has a name with characters other than printable ASCII (line 1, column 2).',
    ],
    [
      'a control character in a name',
      '{"\\u007f":1}',
      'The file holds a member that has a name with characters other than printable ASCII (line 1, column 2).',
    ],
    [
      'a line break in a name',
      '{"a\\n":1}',
      'The file holds a member that has a name with characters other than printable ASCII (line 1, column 2).',
    ],
    [
      '__proto__',
      '{"__proto__":{"a":1}}',
      'The file holds a member that has a name that is reserved (line 1, column 2).',
    ],
    [
      '__proto__ by escapes',
      '{"\\u005f_proto__":1}',
      'The file holds a member that has a name that is reserved (line 1, column 2).',
    ],
    [
      'constructor, deeper',
      '{"a":[{"constructor":1}]}',
      'The file holds a member that has a name that is reserved (line 1, column 8).',
    ],
    [
      'prototype',
      '{"prototype":1}',
      'The file holds a member that has a name that is reserved (line 1, column 2).',
    ],
    [
      'null',
      '{"features":["a",null]}',
      'The file holds the member "features[1]", which is null, which the format does not know (line 1, column 18).',
    ],
    [
      'null in an unknown member',
      '{"a":{"b":null}}',
      'The file holds a value that is null, which the format does not know (line 1, column 11).',
    ],
    [
      'a fraction',
      '{"maxUsers":1.0}',
      'The file holds the member "maxUsers", which is not a whole number written with digits only (line 1, column 13).',
    ],
    [
      'an exponent',
      '{"a":1e2}',
      'The file holds a value that is not a whole number written with digits only (line 1, column 6).',
    ],
    [
      'an exponent in upper case',
      '{"a":1E2}',
      'The file holds a value that is not a whole number written with digits only (line 1, column 6).',
    ],
    [
      'minus zero',
      '{"a":-0}',
      'The file holds a value that is not a whole number written with digits only (line 1, column 6).',
    ],
    [
      'an integer too large',
      '{"a":9007199254740992}',
      'The file holds a value that is not from -9007199254740991 to 9007199254740991 (line 1, column 6).',
    ],
    [
      'an integer that would be rounded',
      '{"a":9007199254740993}',
      'The file holds a value that is not from -9007199254740991 to 9007199254740991 (line 1, column 6).',
    ],
    [
      'an integer too small',
      '{"a":[-9007199254740992]}',
      'The file holds a value that is not from -9007199254740991 to 9007199254740991 (line 1, column 7).',
    ],
    [
      'an integer beyond infinity',
      `{"a":${'9'.repeat(400)}}`,
      'The file holds a value that is not from -9007199254740991 to 9007199254740991 (line 1, column 6).',
    ],
  ])('refuses %s', (_, text, fault) => {
    expect(read(text)).toEqual({ fault });
  });

  it.each([
    ['a stray byte', [0x7b, 0x0a, 0x20, 0xff, 0x7d], 'line 2, column 2'],
    ['an overlong form', [0x7b, 0xc0, 0xaf, 0x7d], 'line 1, column 2'],
    ['a surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22], 'line 1, column 2'],
    ['beyond U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80], 'line 1, column 2'],
    ['a character cut off', [0x22, 0xc3, 0xa9, 0xe2, 0x82], 'line 1, column 3'],
    ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00], 'line 1, column 1'],
  ])('refuses bytes that are no UTF-8: %s', (_, bytes, place) => {
    expect(faultOf(Uint8Array.from(bytes))).toBe(
      `The file is not valid UTF-8 text (${place}).`,
    );
  });

  it('takes 64 KiB, and not one byte more', () => {
    const full = `{"a":"${'x'.repeat(64 * 1024 - 8)}"}`;
    expect(bytesOf(full)).toHaveLength(64 * 1024);
    expect(read(full)).toHaveProperty('value');
    expect(read(`${full} `)).toEqual({
      fault: 'The file is larger than 64 KiB.',
    });
  });

  it('counts bytes, not characters', () => {
    expect(read(`{"a":"${'é'.repeat(32 * 1024)}"}`)).toEqual({
      fault: 'The file is larger than 64 KiB.',
    });
  });

  it('takes another limit and another subject', () => {
    const options = { maxBytes: 1024 * 1024, subject: 'The list' };
    expect(
      readJsonObject(bytesOf(`{"a":"${'x'.repeat(100_000)}"}`), options),
    ).toHaveProperty('value');
    expect(readJsonObject(new Uint8Array(1024 * 1024 + 1), options)).toEqual({
      fault: 'The list is larger than 1024 KiB.',
    });
    expect(readJsonObject(bytesOf('{"a":null}'), options)).toEqual({
      fault:
        'The list holds a value that is null, which the format does not know (line 1, column 6).',
    });
  });

  it.each([
    ['open lists', '['.repeat(65536)],
    ['open objects', '{"a":'.repeat(13107)],
    // A parser that forgives the line break in the text finds the lists behind it.
    ['open lists behind a broken text', `["\n${'['.repeat(65533)}`],
    ['open lists behind a comment', `[/*"*/${'['.repeat(65530)}`],
    [
      'members',
      `{${Array.from({ length: 6000 }, (_, i) => `"${i}":0`).join(',')}}`,
    ],
    [
      'names that are the same after unescaping',
      `{${Array(5000).fill('"\\u0061":0').join(',')}}`,
    ],
    ['digits', `{"a":${'1'.repeat(65529)}}`],
    ['backslashes', `{"a":"${'\\'.repeat(65528)}"}`],
    ['quotes', `{"a":${'"'.repeat(65530)}`],
    ['spaces', `{${' '.repeat(65534)}`],
    ['line breaks', `{${'\n'.repeat(65534)}`],
    ['commas', `{"a":[${','.repeat(65529)}`],
    ['objects side by side', `{"a":[${Array(21000).fill('{}').join(',')}]}`],
  ])('ends, within the time of a test, with 64 KiB of %s', (_, text) => {
    expect(Object.keys(readJsonObject(bytesOf(text)))).toHaveLength(1);
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), bytes => {
        expect(() => readJsonObject(bytes)).not.toThrow();
      }),
    );
  });

  it('never throws, whatever the pieces of JSON', () => {
    const piece = fc.constantFrom(
      ...'{}[],:"\\/*\n 01-.eE',
      ...['{"a":', '"b"', 'null', 'true', '\\u', 'd83d', '//', '/*', '\uFEFF'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), pieces => {
        expect(() => read(pieces.join(''))).not.toThrow();
      }),
      { numRuns: 2000 },
    );
  });

  it('takes what the runtime writes, and reads the same from it', () => {
    // fast-check likes to try names that mean something to JavaScript.
    const name = fc
      .string({ unit: 'grapheme-ascii' })
      .filter(text => !/^(__proto__|constructor|prototype)$/.test(text));
    const value = fc.letrec(tie => ({
      any: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.string({ unit: 'binary' }),
        fc.maxSafeInteger().map(number => number + 0),
        fc.boolean(),
        fc.array(tie('any'), { maxLength: 4 }),
        tie('object'),
      ),
      object: fc.dictionary(name, tie('any'), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    })).object;
    fc.assert(
      fc.property(
        value,
        fc.constantFrom(undefined, 2, '\t'),
        (object, indent) => {
          expect(read(JSON.stringify(object, null, indent))).toEqual({
            value: JSON.parse(JSON.stringify(object)),
          });
        },
      ),
    );
  });
});
