import { JsonObject, JsonValue } from '@backstage/types';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { canonicalBytes } from './canonicalBytes';

const RECIPES = resolve(__dirname, '../../../../docs/issuing');

/** Writes the canonical form of each line it reads, by the recipe. */
const PROGRAM = `
import sys, json
sys.path.insert(0, ${JSON.stringify(RECIPES)})
import issue
for line in sys.stdin.buffer:
    members = json.loads(line)
    issue.check(members)
    sys.stdout.buffer.write(issue.canonical(members) + b"\\n")
`;

const RESERVED = ['__proto__', 'constructor', 'prototype'];

const name = fc
  .string({ unit: 'grapheme-ascii', maxLength: 6 })
  .filter(text => !RESERVED.includes(text));
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  // Control characters and those that writers of JSON like to escape.
  fc.string({
    unit: fc.constantFrom(
      ...'"\\/<>&\'\u2028\u2029\u007f\u0080\ufeff\u{10ffff}',
      ...Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(code)),
    ),
  }),
  fc.boolean(),
  fc.maxSafeInteger(),
);
const { value } = fc.letrec<{ value: JsonValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 6, noNullPrototype: true }),
  ),
}));
const members = fc.dictionary(name, value, {
  maxKeys: 8,
  noNullPrototype: true,
}) as fc.Arbitrary<JsonObject>;

it('the recipe in Python writes the canonical form of any members', () => {
  const seed = Date.now();
  const cases = fc.sample(members, { numRuns: 3000, seed });
  const { stdout, stderr, error } = spawnSync(
    'python3',
    ['-B', '-c', PROGRAM],
    {
      input: cases.map(one => `${JSON.stringify(one)}\n`).join(''),
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  if (error) {
    throw new Error(
      `python3 does not run (${error.message}): install Python 3, which the recipe of docs/issuing.md needs`,
    );
  }
  expect(stderr.toString('utf8')).toBe('');
  const written = stdout.toString('utf8').split('\n');
  expect(written.pop()).toBe('');
  const expected = cases.map(one =>
    Buffer.from(canonicalBytes(one)).toString('utf8'),
  );
  expect({ seed, written }).toEqual({ seed, written: expected });
});
