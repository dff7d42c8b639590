import { base64url, Case, escapeAll, pretty } from './Case';
import {
  awkward,
  AWKWARD_CANONICAL,
  full,
  minimal,
  OPEN,
  SOME_DAY,
  VERIFIED,
} from './facts';

const open = { deployment: 'open', at: SOME_DAY, expected: OPEN };
const bound = {
  ...open,
  expected: [...VERIFIED, 'instance', 'clock', 'period'],
};

/** The order of the group of points on P-256 (FIPS 186-5). */
const P256_ORDER =
  0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other signature that verifies: `n - s` in place of `s`. */
function otherOf(value: string): string {
  const bytes = Buffer.from(value, 'base64url');
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const other = (P256_ORDER - s).toString(16).padStart(64, '0');
  return base64url(
    Buffer.concat([bytes.subarray(0, 32), Buffer.from(other, 'hex')]),
  );
}

/** Licenses that are accepted. */
export const goodCases: readonly Case[] = [
  {
    name: 'the least',
    shows: 'The members that a license needs, and their canonical form.',
    facts: minimal(),
    canonical:
      '{"customer":{"email":"it@example.com","name":"Example Corp"},"format":"thetasecure-license/1","issuedAt":"2026-01-15T09:00:00Z","licenseId":"LIC-2026-000123","licenseKey":"NX-7Q4M-2KXD-9PWA-T3HC","maxUsers":100,"product":"NX","validFrom":"2026-02-01","validUntil":"2027-02-28"}',
    ...open,
  },
  {
    name: 'all members',
    shows: 'Every member that the format knows. It is bound to a deployment.',
    facts: full(),
    ...bound,
  },
  {
    name: 'written another way',
    shows:
      'The facts and the signature of "all members", in another order, with other spaces and escapes.',
    facts: full(),
    write: ({ facts, header, value }) => {
      const { licenseId, ...others } = facts;
      const text = JSON.stringify(
        { signature: `${header}..${value}`, ...others, licenseId },
        null,
        '\t',
      );
      return text
        .replace('Example Corp', escapeAll('Example Corp'))
        .replace('https://', 'https:\\/\\/')
        .replaceAll('\n', '\r\n');
    },
    ...bound,
  },
  {
    name: 'a byte order mark',
    shows:
      'One before the object is skipped: some editors put it there (RFC 8259, section 8.1). Do not write it yourself.',
    facts: minimal(),
    write: ({ text }) => `\ufeff${text}`,
    ...open,
  },
  {
    name: 'awkward texts',
    shows:
      'What is escaped in the canonical form, what is not, and in which order members are: by code units, so "10" before "9" and "B" before "_".',
    facts: awkward(),
    canonical: AWKWARD_CANONICAL,
    ...open,
  },
  {
    name: 'awkward texts, escaped in the file',
    shows:
      'The facts and the signature of "awkward texts": that the file is ASCII changes nothing about what is signed.',
    facts: awkward(),
    write: ({ text }) => text.replace(/[^\0-\x7e]/g, unit => escapeAll(unit)),
    ...open,
  },
  {
    name: 'ES256',
    shows: 'ECDSA on P-256: r and s one after the other, 32 bytes each.',
    facts: minimal(),
    key: 'p256',
    ...open,
  },
  {
    name: 'ES256 with the other s',
    shows:
      'Of an ECDSA signature anybody can make a second one over the same facts. Tell files apart by their facts, never by their signatures.',
    facts: minimal(),
    key: 'p256',
    write: ({ facts, header, value }) =>
      pretty({ ...facts, signature: `${header}..${otherOf(value)}` }),
    ...open,
  },
  {
    name: 'unknown members',
    shows: 'Members that the format does not know are signed as well.',
    facts: minimal({
      order: 4711,
      customer: { name: 'Example Corp', email: 'it@example.com', vip: true },
      x: { list: [1, -20, [true, { deep: 'x' }]] },
    }),
    ...open,
  },
  {
    name: 'the name Ed25519',
    shows: 'RFC 9864 calls EdDSA on Ed25519 "Ed25519"; both names are taken.',
    facts: minimal(),
    header: '{"alg":"Ed25519","kid":"vectors-ed25519"}',
    ...open,
  },
  {
    name: 'a header with typ, written another way',
    shows:
      'The protected header is signed as it is written, not in a canonical form.',
    facts: minimal(),
    header: '{ "typ": "license", "kid": "vectors-ed25519",\n  "alg": "EdDSA" }',
    ...open,
  },
  {
    name: 'the limits of numbers and levels',
    shows: 'Integers up to 2^53 - 1, and 8 levels, the file itself being one.',
    facts: minimal({
      maxUsers: 10_000_000,
      gracePeriodDays: 365,
      n: [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0],
      deep: [[[[[[[1]]]]]]],
    }),
    ...open,
  },
  {
    name: 'an instant with an offset',
    shows: 'An instant may have an offset and up to 3 decimals.',
    facts: minimal({ issuedAt: '2026-01-15T10:30:00.123+01:30' }),
    ...open,
  },
  {
    name: 'a trial for this portal',
    shows:
      'A portal that names its products and has a revocation list checks those too.',
    facts: full({ type: 'trial' }),
    deployment: 'strict',
    at: SOME_DAY,
    expected: [
      ...VERIFIED,
      'product',
      'instance',
      'revocation',
      'clock',
      'period',
    ],
  },
];
