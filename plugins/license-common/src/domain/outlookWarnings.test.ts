import { installed } from '../__testUtils__/licenses';
import {
  license,
  outlook,
  renewal,
  warningsOf,
} from '../__testUtils__/outlook';
import { addDays, firstInstantOf } from '../document/calendar';
import { lookAhead } from './outlook';
import { coverageTimeline } from './coverage';
import { LicenseFacts } from './licenses';

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
