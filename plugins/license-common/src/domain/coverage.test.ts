import {
  AHEAD,
  BEHIND,
  Changes,
  HOUR,
  license,
} from '../__testUtils__/coverage';
import { installed } from '../__testUtils__/licenses';
import { addDays } from '../document/calendar';
import { Check } from './checks';
import { coverageTimeline } from './coverage';
import { LicenseFacts } from './licenses';

/** Steps in short: from which date on, how many seats, and how many of them not in grace. */
const stepsOf = (...licenses: LicenseFacts[]) =>
  coverageTimeline(licenses).map(({ date, capacity, paid }) => [
    date,
    capacity,
    paid,
  ]);

const fault: Check = { code: 'signature', status: 'fail', message: 'No.' };

describe('coverageTimeline', () => {
  it.each<[string, LicenseFacts[], unknown[]]>([
    ['nothing', [], []],
    [
      'one license',
      [license('A')],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 0, 0],
      ],
    ],
    [
      'one with grace',
      [license('A', { gracePeriodDays: 10 })],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 100, 0],
        ['2027-01-11', 0, 0],
      ],
    ],
    [
      'one of a single day',
      [license('A', { validUntil: '2026-01-01' })],
      [
        ['2026-01-01', 100, 100],
        ['2026-01-02', 0, 0],
      ],
    ],
    [
      'a renewal the day after',
      [
        license('A'),
        license('B', { validFrom: '2027-01-01', validUntil: '2027-12-31' }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2028-01-01', 0, 0],
      ],
    ],
    [
      'a bigger renewal the day after',
      [
        license('A'),
        license('B', {
          maxUsers: 150,
          validFrom: '2027-01-01',
          validUntil: '2027-12-31',
        }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 150, 150],
        ['2028-01-01', 0, 0],
      ],
    ],
    [
      'a renewal that overlaps',
      [
        license('A'),
        license('B', { validFrom: '2026-12-01', validUntil: '2027-12-31' }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2026-12-01', 200, 200],
        ['2027-01-01', 100, 100],
        ['2028-01-01', 0, 0],
      ],
    ],
    [
      'a renewal one day late',
      [
        license('A'),
        license('B', { validFrom: '2027-01-02', validUntil: '2027-12-31' }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 0, 0],
        ['2027-01-02', 100, 100],
        ['2028-01-01', 0, 0],
      ],
    ],
    [
      'a renewal that begins in the grace of the one before',
      [
        license('A', { gracePeriodDays: 10 }),
        license('B', { validFrom: '2027-01-06', validUntil: '2027-12-31' }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 100, 0],
        ['2027-01-06', 200, 100],
        ['2027-01-11', 100, 100],
        ['2028-01-01', 0, 0],
      ],
    ],
    [
      'a renewal that supersedes, and begins in the grace of the one before',
      [
        license('A', { gracePeriodDays: 10 }),
        license('B', {
          supersedes: ['A'],
          issuedAt: '2026-12-01T00:00:00Z',
          validFrom: '2027-01-06',
          validUntil: '2027-12-31',
        }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 100, 0],
        ['2027-01-06', 100, 100],
        ['2028-01-01', 0, 0],
      ],
    ],
    [
      'a successor that runs out before the license it supersedes',
      [
        license('A', { gracePeriodDays: 10 }),
        license('B', {
          maxUsers: 150,
          supersedes: ['A', 'unknown'],
          issuedAt: '2026-03-01T00:00:00Z',
          validFrom: '2026-04-01',
          validUntil: '2026-09-30',
          gracePeriodDays: 30,
        }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2026-04-01', 150, 150],
        ['2026-10-01', 150, 0],
        ['2026-10-31', 100, 100],
        ['2027-01-01', 100, 0],
        ['2027-01-11', 0, 0],
      ],
    ],
    [
      'a successor that was issued before the license it names',
      [
        license('A', { issuedAt: '2026-05-01T00:00:00Z' }),
        license('B', { supersedes: ['A'] }),
      ],
      [
        ['2026-01-01', 200, 200],
        ['2027-01-01', 0, 0],
      ],
    ],
    [
      'a license at fault, and one that nobody can read',
      [license('A'), installed({ licenseId: 'B' }, [fault]), { checks: [] }],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 0, 0],
      ],
    ],
    [
      'a successor at fault',
      [
        license('A'),
        installed(
          {
            licenseId: 'B',
            supersedes: ['A'],
            issuedAt: '2026-01-16T00:00:00Z',
          },
          [fault],
        ),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 0, 0],
      ],
    ],
    [
      'grace that the configuration shortens',
      [
        installed({ validUntil: '2026-12-31', gracePeriodDays: 30 }, [], {
          maxGracePeriodDays: 1,
        }),
      ],
      [
        ['2026-02-01', 100, 100],
        ['2027-01-01', 100, 0],
        ['2027-01-02', 0, 0],
      ],
    ],
    [
      'a renewal by the calendar, on the other side of the date line',
      [
        license('A', { timeZone: AHEAD }),
        license('B', {
          timeZone: BEHIND,
          validFrom: '2027-01-01',
          validUntil: '2027-12-31',
        }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2028-01-01', 0, 0],
      ],
    ],
    [
      'the same the other way round',
      [
        license('A', { timeZone: BEHIND }),
        license('B', {
          timeZone: AHEAD,
          maxUsers: 50,
          validFrom: '2027-01-01',
          validUntil: '2027-12-31',
        }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 50, 50],
        ['2028-01-01', 0, 0],
      ],
    ],
    [
      'one instant that two dates begin with',
      // 10:00 UTC: the first of March in Honolulu, the second on the other side of the date line.
      [
        license('A', {
          timeZone: 'Pacific/Honolulu',
          validUntil: '2026-02-28',
        }),
        license('B', { timeZone: AHEAD, validFrom: '2026-03-02' }),
      ],
      [
        ['2026-01-01', 100, 100],
        ['2027-01-01', 0, 0],
      ],
    ],
  ])('of %s', (_, licenses, steps) => {
    expect(stepsOf(...licenses)).toEqual(steps);
    expect(stepsOf(...[...licenses].reverse())).toEqual(steps);
  });

  it.each<[string, Changes, Changes, string, string]>([
    [
      'the later of two dates that begin at one instant',
      { timeZone: 'Pacific/Honolulu', validUntil: '2026-02-28' },
      { timeZone: AHEAD, validFrom: '2026-03-02', maxUsers: 50 },
      '2026-03-02',
      AHEAD,
    ],
    [
      'one of two time zones, always the same',
      { timeZone: 'Pacific/Honolulu', validUntil: '2026-02-28' },
      { timeZone: 'Etc/GMT+10', validFrom: '2026-03-01', maxUsers: 50 },
      '2026-03-01',
      'Etc/GMT+10',
    ],
  ])('names %s', (_, one, other, date, timeZone) => {
    const licenses = [license('A', one), license('B', other)];
    for (const installedNow of [licenses, [...licenses].reverse()]) {
      expect(coverageTimeline(installedNow)[1]).toEqual({
        at: Date.parse('2026-03-01T10:00:00Z'),
        date,
        timeZone,
        capacity: 50,
        paid: 50,
      });
    }
  });

  it('leaves the hour and the day to the licenses that turn', () => {
    const superseded = license('A', {
      timeZone: AHEAD,
      validUntil: '2026-03-01',
    });
    const successor = license('B', {
      supersedes: ['A'],
      issuedAt: '2026-01-16T00:00:00Z',
      timeZone: 'Pacific/Honolulu',
      validUntil: '2026-02-28',
    });
    // At the same instant the superseded one would have ended, on the second of March.
    expect(coverageTimeline([superseded, successor]).at(-1)).toEqual({
      at: Date.parse('2026-03-01T10:00:00Z'),
      date: '2026-03-01',
      timeZone: 'Pacific/Honolulu',
      capacity: 0,
      paid: 0,
    });
  });

  it.each([
    ['UTC', '2027-03-01T00:00:00Z'],
    [AHEAD, '2027-02-28T10:00:00Z'],
    [BEHIND, '2027-03-01T12:00:00Z'],
    ['America/New_York', '2027-03-01T05:00:00Z'],
  ])('turns when the day begins in %s', (timeZone, instant) => {
    expect(
      coverageTimeline([license('A', { timeZone, validUntil: '2027-02-28' })])
        .slice(-1)
        .map(({ at, ...step }) => [new Date(at), step]),
    ).toEqual([
      [
        new Date(instant),
        { date: '2027-03-01', timeZone, capacity: 0, paid: 0 },
      ],
    ]);
  });

  it.each([
    // The clocks go from 02:00 to 03:00, and back from 02:00 to 01:00.
    ['America/New_York', '2026-03-08', 23],
    ['America/New_York', '2026-11-01', 25],
    // They go from 00:00 to 01:00, and back from 01:00 to 00:00.
    ['America/Havana', '2026-03-08', 23],
    ['America/Havana', '2026-11-01', 25],
  ])('of a license for one day in %s, %s, is %d hours', (zone, date, hours) => {
    const [begins, ends] = coverageTimeline([
      license('A', { timeZone: zone, validFrom: date, validUntil: date }),
    ]);
    expect(ends.at - begins.at).toBe(hours * HOUR);
    expect(ends.date).toBe(addDays(date, 1));
  });
});
