import fc from 'fast-check';
import { installed } from '../__testUtils__/licenses';
import { addDays, firstInstantOf } from '../document/calendar';
import { coverageTimeline } from './coverage';
import { entitlement } from './entitlement';
import { LicenseFacts, licenseStatuses } from './licenses';
import { lookAhead } from './outlook';

type Changes = Parameters<typeof installed>[0];

/** A license of 100 seats up to the end of 2026, with 10 days of grace. */
const license = (licenseId: string, changes: Changes = {}) =>
  installed({
    licenseId,
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    gracePeriodDays: 10,
    ...changes,
  });

const renewal = (changes: Changes = {}) =>
  license('B', {
    validFrom: '2027-01-01',
    validUntil: '2027-12-31',
    ...changes,
  });

/** At noon, unless it says when. */
const at = (date: string) =>
  Date.parse(date.includes('T') ? date : `${date}T12:00:00Z`);

function outlook(
  licenses: readonly LicenseFacts[],
  users: number | null,
  date: string,
) {
  const now = at(date);
  const statuses = licenseStatuses(licenses, now);
  const { utilizationPercent } = entitlement(
    licenses.map(({ verified }, index) => ({
      maxUsers: verified?.document.maxUsers,
      status: statuses[index],
    })),
    users,
  );
  return lookAhead(coverageTimeline(licenses), {
    users,
    utilizationPercent,
    now,
  });
}

const warningsOf = (...args: Parameters<typeof outlook>) =>
  outlook(...args).warnings.map(
    ({ type, threshold, date }) =>
      `${type}${threshold === undefined ? '' : ` ${threshold}`}${
        date === undefined ? '' : ` ${date}`
      }`,
  );

describe('the warning of utilization', () => {
  it.each([
    [0, []],
    [89, []],
    [90, [90]],
    [94, [90]],
    [95, [95]],
    [99, [95]],
    [100, [100]],
    [101, [100]],
    [500, [100]],
    [null, []],
  ])('of %s users in 100 seats', (users, thresholds) => {
    expect(outlook([license('A')], users, '2026-06-01').warnings).toEqual(
      thresholds.map(threshold => ({ type: 'utilization', threshold })),
    );
  });

  it.each([
    ['without a license', []],
    ['before the first day', [renewal()]],
  ])('is not there %s', (_, licenses) => {
    expect(warningsOf(licenses, 5, '2026-06-01')).toEqual([]);
  });
});

describe('the warning that coverage ends', () => {
  it.each([
    ['2026-11-30', []],
    ['2026-12-01', ['coverage_ends 30 2027-01-01']],
    ['2026-12-16', ['coverage_ends 30 2027-01-01']],
    ['2026-12-17', ['coverage_ends 14 2027-01-01']],
    ['2026-12-23', ['coverage_ends 14 2027-01-01']],
    ['2026-12-24', ['coverage_ends 7 2027-01-01']],
    ['2026-12-29', ['coverage_ends 7 2027-01-01']],
    ['2026-12-30', ['coverage_ends 1 2027-01-01']],
    ['2026-12-31', ['coverage_ends 1 2027-01-01']],
    ['2027-01-01', ['grace_begins 2027-01-01']],
    ['2027-01-10', ['grace_begins 2027-01-01']],
    ['2027-01-11', ['grace_ends 2027-01-11']],
    ['2031-01-01', ['grace_ends 2027-01-11']],
  ])('on %s', (date, warnings) => {
    for (const users of [null, 0, 1, 63]) {
      expect(warningsOf([license('A')], users, date)).toEqual(warnings);
    }
  });

  it('gives way to that of the end at once without grace', () => {
    const licenses = [license('A', { gracePeriodDays: 0 })];
    expect(warningsOf(licenses, 1, '2026-12-31T23:59:59.999Z')).toEqual([
      'coverage_ends 1 2027-01-01',
    ]);
    expect(warningsOf(licenses, 1, '2027-01-01T00:00:00.000Z')).toEqual([
      'grace_ends 2027-01-01',
    ]);
  });

  it.each([
    'UTC',
    'Pacific/Kiritimati',
    'Pacific/Honolulu',
    'Etc/GMT+12',
    'America/New_York',
    'America/Havana',
  ])('changes at midnight in %s', timeZone => {
    const timeline = coverageTimeline([license('A', { timeZone })]);
    const thresholds = [30, 14, 7, 1].flatMap(days => {
      const midnight = firstInstantOf(addDays('2026-12-31', -days), timeZone);
      return [midnight - 1, midnight].map(
        now =>
          lookAhead(timeline, { users: 1, utilizationPercent: 1, now })
            .warnings[0]?.threshold,
      );
    });
    expect(thresholds).toEqual([undefined, 30, 30, 14, 14, 7, 7, 1]);
  });

  it.each([
    // Days of 23 and 25 hours, and in Havana one without and one with two midnights.
    ['America/New_York', '2026-03-08'],
    ['America/New_York', '2026-11-01'],
    ['America/Havana', '2026-03-08'],
    ['America/Havana', '2026-11-01'],
  ])('counts days, not hours, where %s changes its clocks on %s', (...args) => {
    const [timeZone, date] = args;
    const timeline = coverageTimeline([
      license('A', { timeZone, validUntil: date }),
    ]);
    const first = firstInstantOf(addDays(date, -7), timeZone);
    const last = firstInstantOf(addDays(date, -1), timeZone) - 1;
    for (const now of [first, last]) {
      expect(
        lookAhead(timeline, { users: 1, utilizationPercent: 1, now }).warnings,
      ).toEqual([
        { type: 'coverage_ends', threshold: 7, date: addDays(date, 1) },
      ]);
    }
  });

  it.each<[string, LicenseFacts[], number | null, string[]]>([
    ['a renewal the day after', [renewal()], 63, []],
    ['a renewal that overlaps', [renewal({ validFrom: '2026-12-31' })], 63, []],
    [
      'a renewal that supersedes',
      [
        renewal({
          validFrom: '2026-12-30',
          supersedes: ['A'],
          issuedAt: '2026-12-01T00:00:00Z',
        }),
      ],
      63,
      [],
    ],
    [
      'a renewal the day after, in another time zone',
      [renewal({ timeZone: 'Etc/GMT+12' })],
      63,
      [],
    ],
    ['a smaller renewal that is enough', [renewal({ maxUsers: 63 })], 63, []],
    ['a smaller renewal, and no users', [renewal({ maxUsers: 1 })], 0, []],
    [
      'a smaller renewal, and nobody knows how many users',
      [renewal({ maxUsers: 1 })],
      null,
      [],
    ],
    [
      'two renewals that are enough together',
      [renewal({ maxUsers: 32 }), renewal({ licenseId: 'C', maxUsers: 31 })],
      63,
      [],
    ],
    [
      'a smaller renewal that is not enough',
      [renewal({ maxUsers: 62 })],
      63,
      ['coverage_ends 1 2027-01-01'],
    ],
    [
      'a renewal one day late',
      [renewal({ validFrom: '2027-01-02' })],
      63,
      ['coverage_ends 1 2027-01-01'],
    ],
    [
      'a renewal in the grace of another one only',
      [
        license('B', {
          validFrom: '2026-12-01',
          validUntil: '2026-12-30',
          gracePeriodDays: 300,
        }),
      ],
      63,
      ['coverage_ends 1 2027-01-01'],
    ],
    [
      'a renewal that is at fault',
      [
        installed(
          { licenseId: 'B', validFrom: '2027-01-01', validUntil: '2027-12-31' },
          [{ code: 'signature', status: 'fail', message: 'No.' }],
        ),
      ],
      63,
      ['coverage_ends 1 2027-01-01'],
    ],
    [
      'another one in force that is enough',
      [license('B', { validUntil: '2027-06-30' })],
      63,
      [],
    ],
    [
      'another one in force that is not enough',
      [license('B', { validUntil: '2027-06-30', maxUsers: 62 })],
      63,
      ['coverage_ends 1 2027-01-01'],
    ],
    // Then it is the last seat that is warned of.
    [
      'another one, where users are too many already',
      [license('B', { validUntil: '2027-06-30' })],
      201,
      ['utilization 100'],
    ],
    [
      'none, where users are too many already',
      [],
      201,
      ['utilization 100', 'coverage_ends 1 2027-01-01'],
    ],
  ])('with %s', (_, others, users, warnings) => {
    expect(warningsOf([license('A'), ...others], users, '2026-12-31')).toEqual(
      warnings,
    );
  });

  it('comes back for the renewal, and for nothing in between', () => {
    const licenses = [license('A'), renewal()];
    expect(warningsOf(licenses, 63, '2027-01-01')).toEqual([]);
    expect(warningsOf(licenses, 63, '2027-12-01')).toEqual([
      'coverage_ends 30 2028-01-01',
    ]);
  });
});

describe('the warning that grace is needed', () => {
  it('is there as soon as some of the users need it', () => {
    const licenses = [
      license('A'),
      license('B', { validUntil: '2027-06-30', maxUsers: 50 }),
    ];
    expect(warningsOf(licenses, 63, '2027-01-05')).toEqual([
      'grace_begins 2027-01-01',
    ]);
    expect(warningsOf(licenses, 50, '2027-01-05')).toEqual([]);
  });

  it('is that of the beginning, whatever ends afterwards', () => {
    const licenses = [
      license('A', { gracePeriodDays: 60 }),
      license('B', { validUntil: '2027-01-04', maxUsers: 50 }),
    ];
    expect(warningsOf(licenses, 63, '2027-01-08')).toEqual([
      'grace_begins 2027-01-01',
    ]);
  });

  it('is that of the present grace, not of a former one', () => {
    const licenses = [
      license('A', { validUntil: '2026-06-30' }),
      license('B', { validFrom: '2026-07-05' }),
    ];
    expect(warningsOf(licenses, 63, '2026-07-03')).toEqual([
      'grace_begins 2026-07-01',
    ]);
    expect(warningsOf(licenses, 63, '2027-01-05')).toEqual([
      'grace_begins 2027-01-01',
    ]);
  });

  it('begins when a license that is in grace comes back', () => {
    const licenses = [
      license('A', { gracePeriodDays: 60 }),
      license('B', {
        maxUsers: 10,
        supersedes: ['A'],
        issuedAt: '2026-12-01T00:00:00Z',
        validFrom: '2027-01-11',
        validUntil: '2027-01-20',
        gracePeriodDays: 0,
      }),
    ];
    expect(warningsOf(licenses, 63, '2027-01-25')).toEqual([
      'grace_begins 2027-01-21',
    ]);
  });
});

describe('the warning that nothing counts', () => {
  it('names the end of the last license, also before one that is scheduled', () => {
    const licenses = [license('A'), renewal({ validFrom: '2027-02-01' })];
    expect(warningsOf(licenses, 63, '2027-01-20')).toEqual([
      'grace_ends 2027-01-11',
    ]);
  });

  it.each([
    ['nothing is installed', []],
    ['all are still to begin', [renewal()]],
    [
      'all are at fault',
      [
        installed({ validUntil: '2026-02-28' }, [
          { code: 'signature', status: 'fail', message: 'No.' },
        ]),
      ],
    ],
  ])('is not there if %s', (_, licenses) => {
    expect(outlook(licenses, 0, '2026-06-01')).toEqual({
      shortfall: null,
      coverageEnds: null,
      graceEnds: null,
      warnings: [],
    });
  });
});

describe('lookAhead', () => {
  it.each<[string, LicenseFacts[], number | null, string, unknown[] | null]>([
    ['nobody', [license('A')], 0, '2026-06-01', null],
    ['nobody and nothing', [], 0, '2026-06-01', null],
    ['an unknown number', [license('A')], null, '2026-06-01', null],
    ['users', [license('A')], 63, '2026-06-01', ['2027-01-11', 100, 0, 63]],
    ['users without a license', [], 5, '2026-06-01', ['2026-06-01', 0, 0, 5]],
    [
      'users before the first day',
      [renewal()],
      5,
      '2026-06-01',
      ['2026-06-01', 0, 0, 5],
    ],
    [
      'too many users, though more is to come',
      [license('A'), renewal({ maxUsers: 300, validFrom: '2026-06-02' })],
      120,
      '2026-06-01',
      ['2026-06-01', 100, 100, 20],
    ],
    [
      'as many users as seats',
      [license('A')],
      100,
      '2026-06-01',
      ['2027-01-11', 100, 0, 100],
    ],
    [
      'users that a smaller renewal is not enough for',
      [license('A', { gracePeriodDays: 0 }), renewal({ maxUsers: 60 })],
      63,
      '2026-06-01',
      ['2027-01-01', 100, 60, 3],
    ],
    [
      'users who have more seats meanwhile',
      [
        license('A'),
        license('B', {
          maxUsers: 200,
          validFrom: '2026-09-01',
          validUntil: '2027-06-30',
        }),
      ],
      63,
      '2026-06-01',
      ['2027-07-11', 200, 0, 63],
    ],
    [
      '100,000 users',
      [
        license('A', { maxUsers: 60_000 }),
        license('B', { maxUsers: 40_000, validUntil: '2027-12-31' }),
      ],
      100_000,
      '2026-06-01',
      ['2027-01-11', 100_000, 40_000, 60_000],
    ],
    [
      'users for whom the seats were too few once',
      [license('A'), renewal({ validFrom: '2027-02-01' })],
      63,
      '2027-02-01',
      ['2028-01-11', 100, 0, 63],
    ],
  ])('finds the day on which seats become too few for %s', (...args) => {
    const [, licenses, users, date, expected] = args;
    const { shortfall } = outlook(licenses, users, date);
    expect(
      shortfall && [
        shortfall.date,
        shortfall.capacityBefore,
        shortfall.capacity,
        shortfall.missing,
      ],
    ).toEqual(expected);
  });

  it.each<[string, number | null, string, string | null, string | null]>([
    ['in force', 63, '2026-06-01', '2027-01-01', '2027-01-11'],
    ['in grace', 63, '2027-01-05', null, '2027-01-11'],
    ['over', 63, '2027-01-11', null, null],
    ['not there yet', 63, '2025-12-31', null, null],
    ['in force, users unknown', null, '2026-06-01', '2027-01-01', '2027-01-11'],
    ['in force, but too small', 101, '2026-06-01', '2027-01-01', '2027-01-11'],
    ['in grace, and too small', 101, '2027-01-05', null, '2027-01-11'],
  ])('tells when a license ends that is %s', (...args) => {
    const [, users, date, coverageEnds, graceEnds] = args;
    const found = outlook([license('A')], users, date);
    expect([
      found.coverageEnds?.date ?? null,
      found.graceEnds?.date ?? null,
    ]).toEqual([coverageEnds, graceEnds]);
  });

  it('knows today by the calendar of the licenses', () => {
    const licenses = [license('A', { timeZone: 'Pacific/Kiritimati' })];
    expect(outlook(licenses, 101, '2025-12-31T10:00:00Z').shortfall?.date).toBe(
      '2026-01-01',
    );
  });

  it('adds up, whatever is installed', () => {
    const anyLicense = fc.record({
      licenseId: fc.constantFrom('A', 'B', 'C', 'D'),
      maxUsers: fc.integer({ min: 1, max: 5 }),
      begins: fc.integer({ min: -40, max: 40 }),
      days: fc.integer({ min: 1, max: 60 }),
      gracePeriodDays: fc.integer({ min: 0, max: 20 }),
      supersedes: fc.subarray(['A', 'B', 'C', 'D']),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(anyLicense, {
          selector: ({ licenseId }) => licenseId,
        }),
        fc.option(fc.integer({ min: 0, max: 12 })),
        (facts, users) => {
          const licenses = facts.map(({ begins, days, ...rest }, index) =>
            installed({
              ...rest,
              validFrom: addDays('2026-06-01', begins),
              validUntil: addDays('2026-06-01', begins + days - 1),
              issuedAt: `2026-01-15T0${index}:00:00Z`,
            }),
          );
          const { shortfall, coverageEnds, graceEnds, warnings } = outlook(
            licenses,
            users,
            '2026-06-01',
          );
          const { missing = 1, capacity = 0, date } = shortfall ?? {};
          expect(missing).toBe(shortfall ? users! - capacity : 1);
          expect(missing).toBeGreaterThan(0);
          expect(date === undefined || date >= '2026-06-01').toBe(true);

          // Grace adds to it, and never takes away from it.
          expect(graceEnds?.at ?? 0).toBeGreaterThanOrEqual(
            coverageEnds?.at ?? 0,
          );
          const ofTime = warnings.filter(({ type }) => type !== 'utilization');
          expect(ofTime.length).toBeLessThanOrEqual(1);
          for (const warning of ofTime) {
            expect(warning.date! > '2026-06-01').toBe(
              warning.type === 'coverage_ends',
            );
          }
          expect(ofTime.some(({ type }) => type === 'grace_begins')).toBe(
            graceEnds !== null && coverageEnds === null,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});
