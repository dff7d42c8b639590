import { JsonObject } from '@backstage/types';
import { base64url, canonical, Case, change, Pen, pretty } from './Case';
import { full, minimal } from './facts';

/** Everything else about these files is right, and what a lenient reader makes of them is what is signed. */
type Fault = [
  name: string,
  shows: string,
  facts: JsonObject,
  write?: (pen: Pen) => string | Uint8Array,
  header?: string,
];

const USERS = '"maxUsers": 100';

const json: Fault[] = [
  ['nothing', 'An empty file.', minimal(), () => ''],
  ['a list', 'The file is one object.', minimal(), pen => `[${pen.text}]`],
  [
    'something after it',
    'Nothing but spaces follows the object.',
    minimal(),
    ({ text }) => `${text}{}`,
  ],
  [
    'two byte order marks',
    'One is skipped, not two.',
    minimal(),
    ({ text }) => `\ufeff\ufeff${text}`,
  ],
  [
    'bad UTF-8',
    'A byte FF in the name of the customer; signed with U+FFFD in its place.',
    minimal({ customer: { name: 'Example\ufffd', email: 'it@example.com' } }),
    ({ text }) => {
      const bytes = Buffer.from(text);
      const at = bytes.indexOf('\ufffd');
      return Buffer.concat([
        bytes.subarray(0, at),
        Buffer.of(0xff),
        bytes.subarray(at + 3),
      ]);
    },
  ],
  [
    'a comment',
    'JSON has none.',
    minimal(),
    ({ text }) => change(text, '{', '{ // x'),
  ],
  [
    'a member twice',
    'Readers do not agree about which one counts.',
    minimal(),
    ({ text }) => change(text, USERS, `"maxUsers": 900,\n  ${USERS}`),
  ],
  [
    'a member twice, written differently',
    '"max\\u0055sers" is "maxUsers".',
    minimal(),
    ({ text }) => change(text, USERS, `"max\\u0055sers": 900,\n  ${USERS}`),
  ],
  [
    'an unknown member twice, further down',
    'Also in what the format does not know.',
    minimal({ x: [{ a: 1 }] }),
    ({ text }) => change(text, '"a": 1', '"a": 0, "a": 1'),
  ],
  ['null', 'Leave out what is not there.', minimal({ issuer: null })],
  ['null in an unknown member', 'Not there either.', minimal({ x: [null] })],
  [
    'a point',
    'Integers are written with digits only: 100.0 is none.',
    minimal(),
    ({ text }) => change(text, USERS, `${USERS}.0`),
  ],
  ['a fraction', 'Not in unknown members either.', minimal({ ratio: 0.5 })],
  [
    'an exponent',
    '1e2 is no integer by its spelling.',
    minimal(),
    ({ text }) => change(text, USERS, '"maxUsers": 1e2'),
  ],
  [
    'minus zero',
    'It would be signed as 0.',
    minimal({ x: 0 }),
    ({ text }) => change(text, '"x": 0', '"x": -0'),
  ],
  [
    'an integer beyond 2^53 - 1',
    'Readers would round it.',
    minimal({ x: 2 ** 53 }),
  ],
  [
    'half of a surrogate pair',
    'Such a text has no UTF-8.',
    minimal({ x: '\ud83d' }),
  ],
  [
    'a name beyond ASCII',
    'Names of members are printable ASCII.',
    minimal({ Größe: 1 }),
  ],
  [
    'a reserved name',
    'It means something to JavaScript.',
    minimal({ constructor: 1 }),
  ],
  [
    '9 levels',
    'Objects and lists, the file itself being the first.',
    minimal({ x: [[[[[[[[1]]]]]]]] }),
  ],
];

const members: Fault[] = [
  [
    'a missing member',
    'There is no default for the number of users.',
    (({ maxUsers: _, ...facts }) => facts)(minimal()),
  ],
  [
    'another format',
    'Version 1 is the only one.',
    minimal({ format: 'thetasecure-license/2' }),
  ],
  [
    'a license id with a space',
    'Not among its characters.',
    minimal({ licenseId: 'LIC 1' }),
  ],
  [
    'a license key in small letters',
    'Capital letters and digits.',
    minimal({ licenseKey: 'nx-7q4m-2kxd-9pwa-t3hc' }),
  ],
  ['a number as text', 'maxUsers is a number.', minimal({ maxUsers: '100' })],
  ['no users', 'maxUsers begins with 1.', minimal({ maxUsers: 0 })],
  [
    'a type of its own',
    '"subscription" or "trial".',
    minimal({ type: 'perpetual' }),
  ],
  [
    'an invisible name',
    'A name has something to see in it; these are spaces.',
    minimal({ customer: { name: '\u00a0\u2003', email: 'it@example.com' } }),
  ],
  [
    'a name that turns around',
    'U+202E would show what follows from right to left.',
    minimal({
      customer: { name: 'Example \u202eCorp', email: 'it@example.com' },
    }),
  ],
  [
    'two addresses',
    'customer.email is one.',
    minimal({
      customer: {
        name: 'Example Corp',
        email: 'it@example.com, ops@example.com',
      },
    }),
  ],
  ['a day that is none', 'February 30.', minimal({ validUntil: '2027-02-30' })],
  [
    'the end before the beginning',
    '"validUntil" is not before "validFrom".',
    minimal({ validUntil: '2026-01-31' }),
  ],
  [
    'an offset for a zone',
    'Zones have names.',
    minimal({ timeZone: '+02:00' }),
  ],
  ['too much grace', 'At most 365 days.', minimal({ gracePeriodDays: 366 })],
  [
    'a feature twice',
    'Features are distinct.',
    minimal({ features: ['sso', 'sso'] }),
  ],
  [
    'an instant without zone',
    'It needs "Z" or an offset.',
    minimal({ issuedAt: '2026-01-15T09:00:00' }),
  ],
  [
    'an instant with a small t',
    'Capital letters.',
    minimal({ issuedAt: '2026-01-15t09:00:00Z' }),
  ],
  [
    'a leap second',
    'Seconds are 00 to 59.',
    minimal({ issuedAt: '2016-12-31T23:59:60Z' }),
  ],
];

/** Puts something else where the signature stands. */
const signature =
  (make: (pen: Pen) => string) =>
  (pen: Pen): string =>
    pretty({ ...pen.facts, signature: make(pen) });

const HEADER = '"alg":"EdDSA","kid":"vectors-ed25519"';

/** Its last character with one of the bits set that stand for nothing. */
function withStrayBit(value: string): string {
  const alphabet =
    'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(value.slice(-1));
  return value.slice(0, -1) + alphabet[last + 1];
}

/** In the alphabet of plain base64. ECDSA signs differently each time: until it makes a difference. */
function inOtherAlphabet({ header, facts, keys, signWith }: Pen): string {
  for (;;) {
    const input = `${header}.${base64url(canonical(facts))}`;
    const value = signWith(keys.p256, input);
    if (/[-_]/.test(value)) {
      return value.replaceAll('-', '+').replaceAll('_', '/');
    }
  }
}

const signatures: Fault[] = [
  [
    'no signature',
    'Anybody could write that.',
    minimal(),
    ({ facts }) => pretty(facts),
  ],
  [
    'a payload',
    'The middle part is empty: the payload is the file.',
    minimal(),
    signature(
      ({ header, value, facts }) =>
        `${header}.${base64url(canonical(facts))}.${value}`,
    ),
  ],
  [
    'a fourth part',
    'A signature has three.',
    minimal(),
    signature(({ header, value }) => `${header}..${value}.`),
  ],
  [
    'padding',
    'base64url without "=".',
    minimal(),
    signature(({ header, value }) => `${header}..${value}==`),
  ],
  [
    'the other alphabet',
    '"-" and "_", not "+" and "/".',
    minimal(),
    signature(pen => `${pen.header}..${inOtherAlphabet(pen)}`),
    '{"alg":"ES256","kid":"vectors-p256"}',
  ],
  [
    'a line break in it',
    'base64url has none.',
    minimal(),
    signature(
      ({ header, value }) =>
        `${header}..${value.slice(0, 40)}\n${value.slice(40)}`,
    ),
  ],
  [
    'stray bits',
    'The last character has bits that stand for nothing; they are 0.',
    minimal(),
    signature(({ header, value }) => `${header}..${withStrayBit(value)}`),
  ],
  [
    'more in the header',
    'It has alg, kid and typ.',
    minimal(),
    undefined,
    `{${HEADER},"b64":true}`,
  ],
  [
    'a key in the header',
    'No file brings its own key.',
    minimal(),
    undefined,
    `{${HEADER},"jwk":{"kty":"OKP"}}`,
  ],
  [
    'a member of the header twice',
    'The header is read as strictly as the file.',
    minimal(),
    undefined,
    `{"alg":"none",${HEADER}}`,
  ],
  [
    'no kid',
    'Nobody guesses the key.',
    minimal(),
    undefined,
    '{"alg":"EdDSA"}',
  ],
  [
    'a kid that is a number',
    'The members of the header are texts.',
    minimal(),
    undefined,
    '{"alg":"EdDSA","kid":1}',
  ],
  [
    'a header that is no JSON',
    'It lacks its brackets.',
    minimal(),
    undefined,
    `${HEADER}`,
  ],
  [
    'a signature that is an object',
    'Not the JSON form of a JWS.',
    full(),
    ({ facts, header, value }) =>
      pretty({ ...facts, signature: { protected: header, signature: value } }),
  ],
];

/** Files that have not the form of a license. */
export const formatCases: readonly Case[] = [
  ...json,
  ...members,
  ...signatures,
].map(([name, shows, facts, write, header]) => ({
  name,
  shows,
  facts,
  write,
  header,
  key: header?.includes('p256') ? 'p256' : 'ed25519',
  expected: ['format fail'],
}));
