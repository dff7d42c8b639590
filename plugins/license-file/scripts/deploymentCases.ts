import { Case } from './Case';
import { full, minimal, OPEN, SOME_DAY, VERIFIED } from './facts';

/** Licenses that verify, and do not fit the portal or its day. */
export const deploymentCases: readonly Case[] = [
  {
    name: 'another product',
    shows: 'The portal names the products that it accepts.',
    facts: minimal({ product: 'NY' }),
    deployment: 'strict',
    at: SOME_DAY,
    expected: [...VERIFIED, 'product fail', 'revocation', 'clock', 'period'],
  },
  {
    name: 'another portal',
    shows: 'Ids are compared as they are, capital letters included.',
    facts: full({ productInstanceId: 'Portal-1' }),
    deployment: 'open',
    at: SOME_DAY,
    expected: [...VERIFIED, 'instance fail', 'clock', 'period'],
  },
  {
    name: 'revoked',
    shows: 'Its id is on the revocation list of the portal.',
    facts: minimal({ licenseId: 'LIC-2026-000077' }),
    deployment: 'strict',
    at: SOME_DAY,
    expected: [...VERIFIED, 'product', 'revocation fail', 'clock', 'period'],
  },
];

const issuedAt = '2026-06-01T12:00:00Z';

/** By the clock of the portal, when the license was issued at noon of June 1, 2026. */
export const clockCases: readonly Case[] = (
  [
    ['exactly 5 minutes ahead', '2026-06-01T11:55:00Z', 'clock'],
    ['over 5 minutes ahead', '2026-06-01T11:54:59.999Z', 'clock warn'],
    ['exactly 24 hours ahead', '2026-05-31T12:00:00Z', 'clock warn'],
    ['over 24 hours ahead', '2026-05-31T11:59:59.999Z', 'clock fail'],
  ] as const
).map(([name, at, clock]) => ({
  name: `issued ${name}`,
  shows: 'How far "issuedAt" may be ahead of the clock of the portal.',
  facts: minimal({ issuedAt }),
  deployment: 'open',
  at,
  expected: [...VERIFIED, clock, 'period'],
}));

const berlin = minimal({
  timeZone: 'Europe/Berlin',
  validFrom: '2026-03-01',
  validUntil: '2026-10-31',
  gracePeriodDays: 14,
});
const newYork = minimal({
  timeZone: 'America/New_York',
  validUntil: '2026-12-31',
});

/** Days are those of the license's own time zone, the last ones included. */
export const periodCases: readonly Case[] = (
  [
    ['before the first day', berlin, '2026-02-28T22:59:59.999Z', 'warn'],
    ['from the first day on', berlin, '2026-02-28T23:00:00Z', 'pass'],
    ['over 30 days before the end', berlin, '2026-09-30T21:59:59.999Z', 'pass'],
    ['30 days before the end', berlin, '2026-09-30T22:00:00Z', 'warn'],
    ['up to the last day', berlin, '2026-10-31T22:59:59.999Z', 'warn'],
    ['in grace', berlin, '2026-10-31T23:00:00Z', 'warn'],
    ['up to the last day of grace', berlin, '2026-11-14T22:59:59.999Z', 'warn'],
    ['after the last day of grace', berlin, '2026-11-14T23:00:00Z', 'fail'],
    [
      'without grace, the last day',
      newYork,
      '2027-01-01T04:59:59.999Z',
      'warn',
    ],
    ['without grace, after it', newYork, '2027-01-01T05:00:00Z', 'fail'],
  ] as const
).map(([name, facts, at, status]) => ({
  name: `period: ${name}`,
  shows:
    'It warns before the first day, within 30 days of the last one and during grace, and fails after that.',
  facts,
  deployment: 'open',
  at,
  expected: [
    ...OPEN.slice(0, -1),
    status === 'pass' ? 'period' : `period ${status}`,
  ],
}));
