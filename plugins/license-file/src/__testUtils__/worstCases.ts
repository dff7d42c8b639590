import { bytesOf, licenseDocument, revocationList } from './licenses';

const HEADER = Buffer.from('{"alg":"EdDSA","kid":"vendor-1"}').toString(
  'base64url',
);
const SIGNATURE = `${HEADER}..${'A'.repeat(86)}`;
const FACTS = {
  license: licenseDocument(),
  'revocation list': revocationList(),
};

/** What is repeated, and what stands around it, to fill a file. */
interface Filling {
  before?: string;
  unit: string | ((index: number) => string);
  between?: string;
  after?: string;
}

/** As many units as fit. */
function fill(size: number, filling: Filling): Uint8Array {
  const { before = '', unit, between = '', after = '' } = filling;
  const parts: string[] = [];
  let left = size - bytesOf(before + after).length;
  for (let index = 0; ; index += 1) {
    const part = `${index === 0 ? '' : between}${
      typeof unit === 'string' ? unit : unit(index)
    }`;
    left -= Buffer.byteLength(part);
    if (left < 0) {
      return bytesOf(`${before}${parts.join('')}${after}`);
    }
    parts.push(part);
  }
}

/** Bytes that never come near a signature. */
const BROKEN: Record<string, Filling> = {
  'open lists': { unit: '[' },
  'open objects': { unit: '{"a":' },
  // A parser that forgives the line break in the text finds the lists behind it.
  'open lists behind a broken text': { before: '["\n', unit: '[' },
  'open lists behind a comment': { before: '[/*"*/', unit: '[' },
  quotes: { before: '{"a":', unit: '"' },
  spaces: { before: '{', unit: ' ' },
  'line breaks': { before: '{', unit: '\r\n' },
  commas: { before: '{"a":[', unit: ',' },
  digits: { before: '{"a":', unit: '1', after: '}' },
  backslashes: { before: '{"a":"', unit: '\\', after: '"}' },
  'names that are the same after unescaping': {
    before: '{',
    unit: '"\\u0061":0',
    between: ',',
    after: '}',
  },
  'members and one that is there twice at the end': {
    before: '{',
    unit: index => `"${index}":0`,
    between: ',',
    after: ',"0":0}',
  },
  fractions: { before: '{"a":[', unit: '1.5', between: ',', after: ']}' },
  'whole numbers and a fraction at the end': {
    before: '{"a":[',
    unit: '0',
    between: ',',
    after: ',1.5]}',
  },
  'pairs of surrogates and half of one at the end': {
    before: '{"a":"',
    unit: '😀',
    after: '\\ud800"}',
  },
};

const many = (unit: Filling['unit']) => ({ unit, between: ',' });

/** What an unknown member can be filled with. */
const UNKNOWN: Record<string, Filling> = {
  'a text beyond ASCII': { before: '"', unit: 'é', after: '"' },
  'a text of escapes': { before: '"', unit: '\\n', after: '"' },
  numbers: { before: '[', ...many('0'), after: ']' },
  texts: { before: '[', ...many('""'), after: ']' },
  objects: { before: '[', ...many('{}'), after: ']' },
  'lists in lists': { before: '[', ...many('[[[[[]]]]]'), after: ']' },
  members: {
    before: '{',
    ...many(index => `"${index.toString(36)}":0`),
    after: '}',
  },
  'members that are numbers, largest first': {
    before: '{',
    ...many(index => `"${4294967290 - index * 7}":0`),
    after: '}',
  },
  'members that begin alike': {
    before: '{',
    ...many(index => `"${'a'.repeat(50)}${index}":0`),
    after: '}',
  },
};

/** What members of a license that have rules can be filled with. */
const LICENSE_MEMBERS: Record<string, Filling> = {
  licenseKey: { before: '"NX', unit: '-AAAA', after: '"' },
  product: { before: '"', unit: 'N ', after: '"' },
  customer: {
    before: '{"name":"Corp","email":"a@',
    unit: 'a-',
    after: '!"}',
  },
  validUntil: { before: '"', unit: '2027-01-01', after: '"' },
  timeZone: { before: '"', unit: 'A/', after: '"' },
  features: { before: '[', ...many('0'), after: ']' },
  supersedes: { before: '[', ...many('""'), after: ']' },
  issuer: { before: '"', unit: ' ', after: '"' },
  issuedAt: { before: '"2026-01-15T09:00:00.', unit: '0', after: 'Z"' },
};

const REVOCATIONS: Record<string, Filling> = {
  'revoked, genuine': {
    before: '[',
    ...many(index => `{"licenseId":"${index}","revokedAt":"2026-05-01"}`),
    after: ']',
  },
  'revoked, with unknown members': {
    before: '[',
    ...many(
      index =>
        `{"licenseId":"${index}","revokedAt":"2026-05-01","${index}":{"a":1}}`,
    ),
    after: ']',
  },
  'revoked, one of them with unknown members': {
    before: '[{"licenseId":"1","revokedAt":"2026-05-01"',
    unit: index => `,"${index.toString(36)}_":0`,
    after: '}]',
  },
  'revoked, one of them with a long reason': {
    before: '[{"licenseId":"1","revokedAt":"2026-05-01","reason":"',
    unit: 'é',
    after: '"}]',
  },
  'revoked, of numbers': { before: '[', ...many('0'), after: ']' },
  'revoked, of objects': { before: '[', ...many('{}'), after: ']' },
  'revoked, of texts against their rule': {
    before: '[',
    ...many('{"licenseId":"","revokedAt":"","reason":""}'),
    after: ']',
  },
  sequence: { unit: '9' },
  issuedAt: LICENSE_MEMBERS.issuedAt,
};

const SIGNATURES: Record<string, Filling> = {
  dots: { before: '"', unit: '.', after: '"' },
  'a long value': { before: `"${HEADER}..`, unit: 'AAAA', after: '"' },
  'a long key id': {
    // {"alg":"EdDSA","kid":"kkk…
    before: `"${Buffer.from('{"alg":"EdDSA","kid":"').toString('base64url')}`,
    unit: 'a2tr',
    after: `${Buffer.from('"}').toString('base64url')}..AA"`,
  },
  'a header of objects': {
    // {"alg":[{},{},…
    before: `"${Buffer.from('{"alg":[{}').toString('base64url')}`,
    unit: Buffer.from(',{}').toString('base64url'),
    after: `${Buffer.from(']}').toString('base64url')}..AA"`,
  },
};

/**
 * Files of one kind that are as hard to refuse as files of a size can be, by what they are full of.
 *
 * @param size - in bytes; they have as many, or a few less
 */
export function worstCases(
  kind: keyof typeof FACTS,
  size: number,
): [string, Uint8Array][] {
  const within = (member: string, filling: Filling, signature?: string) => {
    const { [member]: _, ...others } = FACTS[kind];
    const facts = JSON.stringify(signature ? { ...others, signature } : others);
    return fill(size, {
      ...filling,
      before: `${facts.slice(0, -1)},"${member}":${filling.before ?? ''}`,
      after: `${filling.after ?? ''}}`,
    });
  };
  const entries = Object.entries;
  return [
    ...entries(BROKEN).map<[string, Uint8Array]>(([name, filling]) => [
      name,
      fill(size, filling),
    ]),
    [
      'text that is no UTF-8 at its end',
      Buffer.concat([
        fill(size - 1, { before: '{"a":"', unit: 'é' }),
        Uint8Array.of(0xff),
      ]),
    ],
    ...entries(UNKNOWN).map<[string, Uint8Array]>(([name, filling]) => [
      `${name} in an unknown member`,
      within('x', filling, SIGNATURE),
    ]),
    [
      'unknown members',
      within(
        '',
        { before: '0,', ...many(index => `"${index.toString(36)}_":0`) },
        SIGNATURE,
      ),
    ],
    ...entries(kind === 'license' ? LICENSE_MEMBERS : REVOCATIONS).map<
      [string, Uint8Array]
    >(([name, filling]) => [
      name,
      within(name.split(',')[0], filling, SIGNATURE),
    ]),
    ...entries(SIGNATURES).map<[string, Uint8Array]>(([name, filling]) => [
      `${name} in the signature`,
      within('signature', filling),
    ]),
  ];
}
