import type { Coverage } from '@thetasecure/backstage-plugin-license-common';
import { screen, within } from '@testing-library/react';
import { aCoverage, TODAY } from '../__testUtils__/builders';
import { FakeServer } from '../__testUtils__/FakeServer';
import { renderLicensePage } from '../__testUtils__/renderLicensePage';

async function open(coverage: Partial<Coverage>) {
  const server = new FakeServer();
  server.coverage = aCoverage(coverage);
  renderLicensePage('overview', server);
  const section = await screen.findByRole('region', {
    name: 'Users and slots',
  });
  await within(section).findByRole('img');
  return section;
}

const never = {
  shortfall: null,
  coverageEnds: null,
  graceEnds: null,
  gaps: [],
};

describe('the sentence about what is to come', () => {
  const shortfallNow = (missing: number, capacity: number) => ({
    date: TODAY,
    capacityBefore: capacity,
    capacity,
    missing,
  });

  it.each<[string, Partial<Coverage>, string[]]>([
    [
      'a shortfall to come',
      {
        ...never,
        shortfall: {
          date: '2027-03-01',
          capacityBefore: 110,
          capacity: 10,
          missing: 53,
        },
        coverageEnds: '2027-03-01',
      },
      [
        'From 01/03/2027 110 slots become 10; 53 too few for the 63 users of today.',
      ],
    ],
    [
      'a shortfall that grace periods put off',
      {},
      [
        'From 31/03/2027 100 slots become 0; 63 too few for the 63 users of today.',
        'Without grace periods the slots are enough until 28/02/2027.',
      ],
    ],
    [
      'a shortfall after a grace period that has begun',
      { coverageEnds: null },
      [
        'From 31/03/2027 100 slots become 0; 63 too few for the 63 users of today.',
        'Until then grace periods make up for licenses that have ended.',
      ],
    ],
    [
      'the only slot of the only user',
      {
        ...never,
        activeUsers: 1,
        shortfall: {
          date: '2027-03-01',
          capacityBefore: 1,
          capacity: 0,
          missing: 1,
        },
        coverageEnds: '2027-03-01',
      },
      ['From 01/03/2027 1 slot becomes 0; 1 too few for the 1 user of today.'],
    ],
    [
      'a shortfall today',
      {
        ...never,
        shortfall: shortfallNow(53, 10),
        coverageEnds: '2027-03-01',
        graceEnds: '2027-03-31',
      },
      [
        'Today 10 slots for 63 users: 53 too few.',
        'Licenses are in force until 28/02/2027, with grace periods until 30/03/2027.',
      ],
    ],
    [
      'a shortfall today, on grace alone',
      { ...never, shortfall: shortfallNow(53, 10), graceEnds: '2026-06-01' },
      [
        'Today 10 slots for 63 users: 53 too few.',
        'Only licenses in their grace period count, until 31/05/2026.',
      ],
    ],
    [
      'no license at all',
      {
        ...never,
        shortfall: shortfallNow(63, 0),
        gaps: [{ from: TODAY, to: null }],
      },
      ['Today 0 slots for 63 users: 63 too few.'],
    ],
    [
      'a license that only begins later',
      {
        ...never,
        shortfall: shortfallNow(63, 0),
        gaps: [{ from: TODAY, to: '2026-05-31' }],
      },
      [
        'Today 0 slots for 63 users: 63 too few.',
        'No license from 10/05/2026 to 31/05/2026.',
      ],
    ],
    [
      'neither users nor licenses',
      { ...never, activeUsers: 0, gaps: [{ from: TODAY, to: null }] },
      ['No license from 10/05/2026 on.'],
    ],
    [
      'no users, with grace',
      {
        ...never,
        activeUsers: 0,
        coverageEnds: '2027-03-01',
        graceEnds: '2027-03-31',
        gaps: [{ from: '2027-03-31', to: null }],
      },
      [
        'The licenses installed are enough for the users of today until 28/02/2027, with grace periods until 30/03/2027.',
        'No license from 31/03/2027 on.',
      ],
    ],
    [
      'no users, without grace',
      {
        ...never,
        activeUsers: 0,
        coverageEnds: '2027-03-01',
        graceEnds: '2027-03-01',
      },
      [
        'The licenses installed are enough for the users of today until 28/02/2027.',
      ],
    ],
    [
      'users nobody knows',
      {
        ...never,
        activeUsers: null,
        coverageEnds: '2027-03-01',
        graceEnds: '2027-03-01',
      },
      [
        'Nobody knows how many users there are at the moment, so it cannot be told when slots become too few.',
        'Licenses are in force until 28/02/2027.',
      ],
    ],
    [
      'large numbers',
      {
        ...never,
        activeUsers: 100_000,
        shortfall: {
          date: '2027-03-01',
          capacityBefore: 250_000,
          capacity: 1_000,
          missing: 99_000,
        },
        coverageEnds: '2027-03-01',
      },
      [
        'From 01/03/2027 250,000 slots become 1,000; 99,000 too few for the 100,000 users of today.',
      ],
    ],
  ])('tells of %s', async (_what, coverage, sentences) => {
    const section = await open(coverage);

    expect(
      [...section.querySelectorAll('p')].map(({ textContent }) => textContent),
    ).toEqual(sentences);
  });

  it.each([
    ['is an error today', shortfallNow(53, 10), 'error'],
    [
      'is a warning before',
      { ...shortfallNow(53, 10), date: '2027-03-01', capacityBefore: 110 },
      'warning',
    ],
  ])('%s', async (_what, shortfall, tone) => {
    const section = await open({ ...never, shortfall });

    expect(
      within(section)
        .getByText(/for the 63 users|for 63 users/)
        .closest('[data-tone]'),
    ).toHaveAttribute('data-tone', tone);
  });
});
