import { JsonObject } from '@backstage/types';
import { Case, change, Draft, pretty } from './Case';
import { list, minimal, VERIFIED } from './facts';

const item = (changes: JsonObject): JsonObject => ({
  revoked: [
    { licenseId: 'LIC-2026-000077', revokedAt: '2026-05-01', ...changes },
  ],
});

/** Revocation lists that are taken. */
const good: readonly Draft[] = [
  {
    name: 'two licenses',
    shows: 'One with a reason, one without. The deployment "strict" has it.',
    facts: list(),
    canonical:
      '{"format":"thetasecure-revocations/1","issuedAt":"2026-05-01T09:00:00Z","revoked":[{"licenseId":"LIC-2026-000077","reason":"Refunded","revokedAt":"2026-05-01"},{"licenseId":"LIC-2025-000077","revokedAt":"2026-04-01"}],"sequence":7}',
  },
  {
    name: 'nothing revoked',
    shows: 'A list may be empty.',
    facts: list({ sequence: 1, revoked: [] }),
  },
  {
    name: 'list by ES256',
    shows: 'Any trusted key can sign lists.',
    facts: list({ sequence: 8 }),
    key: 'p256',
  },
  {
    name: 'list with unknown members',
    shows: 'They are signed as well, in the items too.',
    facts: list({ sequence: 9, note: '例え', ...item({ ticket: 4711 }) }),
  },
  {
    name: 'list with a byte order mark',
    shows: 'One before the object is skipped.',
    facts: list({ sequence: 11 }),
    write: ({ text }) => `\ufeff${text}`,
  },
  {
    name: 'one license twice',
    shows: 'Its first entry stands.',
    facts: list({
      sequence: 10,
      revoked: [
        { licenseId: 'LIC-2026-000077', revokedAt: '2026-05-01' },
        { licenseId: 'LIC-2026-000077', revokedAt: '2026-05-02' },
      ],
    }),
  },
];

/** Revocation lists that are refused. */
const bad: readonly Case[] = [
  {
    name: 'a revocation taken away',
    shows: 'What is signed is the whole list.',
    facts: list(),
    write: ({ facts, header, value }) =>
      pretty({ ...facts, revoked: [], signature: `${header}..${value}` }),
    expected: ['format', 'key', 'signature fail'],
  },
  {
    name: 'list of a stranger',
    shows: 'No trusted key has this id.',
    facts: list(),
    key: 'stranger',
    expected: ['format', 'key fail'],
  },
  ...(
    [
      ['a license for a list', 'Each kind has its own "format".', minimal()],
      ['a sequence of 0', 'Sequences begin with 1.', list({ sequence: 0 })],
      [
        'no day of revocation',
        'Each item has "licenseId" and "revokedAt".',
        list({ revoked: [{ licenseId: 'LIC-2026-000077' }] }),
      ],
      [
        'an instant for a day',
        '"revokedAt" is a day.',
        list(item({ revokedAt: '2026-05-01T00:00:00Z' })),
      ],
      [
        'an empty reason',
        'A reason is 1 to 200 characters, or left out.',
        list(item({ reason: '' })),
      ],
    ] as [string, string, JsonObject][]
  ).map(([name, shows, facts]) => ({
    name,
    shows,
    facts,
    expected: ['format fail'],
  })),
  {
    name: 'a member of an item twice',
    shows: 'No member may be there twice, at any depth.',
    facts: list(item({})),
    write: ({ text }) =>
      change(
        text,
        '"revokedAt"',
        '"licenseId": "LIC-2026-000077",\n      "revokedAt"',
      ),
    expected: ['format fail'],
  },
];

export const listCases: readonly Case[] = [
  ...good.map(draft => ({ ...draft, expected: VERIFIED })),
  ...bad,
];
