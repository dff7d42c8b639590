import fc from 'fast-check';
import { installed } from '../__testUtils__/licenses';
import { addDays, firstInstantOf } from '../document/calendar';
import { Check } from './checks';
import {
  coverageBetween,
  CoverageTimeline,
  coverageTimeline,
  coverageToday,
} from './coverage';
import { entitlement } from './entitlement';
import { LicenseFacts, licenseStatuses } from './licenses';

type Changes = Parameters<typeof installed>[0];

const HOUR = 60 * 60 * 1000;
const AHEAD = 'Pacific/Kiritimati';
const BEHIND = 'Etc/GMT+12';

/** A license of 100 seats for the year 2026, with an id of its own. */
const license = (licenseId: string, changes: Changes = {}) =>
  installed({
    licenseId,
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    ...changes,
  });

/** Steps in short: from which date on, how many seats, and how many of them not in grace. */
const stepsOf = (...licenses: LicenseFacts[]) =>
  coverageTimeline(licenses).map(({ date, capacity, paid }) => [
    date,
    capacity,
    paid,
  ]);

/** What the rules of a single instant say. */
function seatsAt(licenses: readonly LicenseFacts[], now: number) {
  const statuses = licenseStatuses(licenses, now);
  const capacityOf = (counting: readonly LicenseFacts[]) =>
    entitlement(
      counting.map(({ verified }) => ({
        maxUsers: verified?.document.maxUsers,
        status:
          statuses[licenses.findIndex(other => other.verified === verified)],
      })),
      null,
    ).capacity;
  return {
    capacity: capacityOf(licenses),
    paid: capacityOf(licenses.filter((_, i) => statuses[i] === 'active')),
  };
}

const stepAt = (timeline: CoverageTimeline, now: number) =>
  timeline.filter(({ at }) => at <= now).at(-1) ?? { capacity: 0, paid: 0 };

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

  describe('for any licenses', () => {
    const ids = ['A', 'B', 'C', 'D', 'E'];
    const anyLicenses = (zones: string[]) =>
      fc
        .uniqueArray(
          fc.record({
            licenseId: fc.constantFrom(...ids),
            maxUsers: fc.integer({ min: 1, max: 3 }),
            // So near to each other that most of them touch.
            begins: fc.integer({ min: 0, max: 8 }),
            days: fc.integer({ min: 1, max: 8 }),
            gracePeriodDays: fc.integer({ min: 0, max: 3 }),
            supersedes: fc.subarray(ids),
            issued: fc.integer({ min: 0, max: 3 }),
            timeZone: fc.constantFrom(...zones),
            isFaulty: fc.nat({ max: 9 }).map(chance => chance === 0),
          }),
          { maxLength: 5, selector: ({ licenseId }) => licenseId },
        )
        .map(facts =>
          facts.map(({ begins, days, issued, isFaulty, ...rest }) =>
            installed(
              {
                ...rest,
                validFrom: addDays('2026-02-25', begins),
                validUntil: addDays('2026-02-25', begins + days - 1),
                issuedAt: `2026-01-15T0${issued}:00:00Z`,
              },
              isFaulty ? [fault] : [],
            ),
          ),
        );

    const pointsOf = (licenses: readonly LicenseFacts[]) =>
      licenses.flatMap(({ verified }) => {
        const { period, document } = verified!;
        return [
          { at: period.begins, date: document.validFrom },
          { at: period.ends, date: addDays(document.validUntil, 1) },
          { at: period.graceEnds, date: addDays(period.graceUntil, 1) },
        ];
      });
    const ZONES = [
      AHEAD,
      'Pacific/Honolulu',
      BEHIND,
      'America/New_York',
      'UTC',
    ];

    it('says of every instant what the rules say of it', () => {
      fc.assert(
        fc.property(anyLicenses(['UTC']), licenses => {
          const timeline = coverageTimeline(licenses);
          for (const { at } of pointsOf(licenses)) {
            for (const now of [at - 1, at, at + HOUR]) {
              expect(stepAt(timeline, now)).toMatchObject(
                seatsAt(licenses, now),
              );
            }
          }
        }),
        { numRuns: 500 },
      );
    });

    it('does so across time zones, but for hours that belong to no day of their own', () => {
      fc.assert(
        fc.property(anyLicenses(ZONES), licenses => {
          const timeline = coverageTimeline(licenses);
          const points = pointsOf(licenses);
          const isBetween = (now: number) =>
            points.some(
              past =>
                past.at <= now &&
                points.some(next => next.at > now && next.date <= past.date),
            );
          const instants = points
            .flatMap(({ at }) => [at - 1, at, at + HOUR, at + 13 * HOUR])
            .filter(now => !isBetween(now));
          for (const now of instants) {
            expect(stepAt(timeline, now)).toMatchObject(seatsAt(licenses, now));
          }
        }),
        { numRuns: 1000 },
      );
    });

    it('goes on in instants and dates, changes a number with every step, and ends with nothing', () => {
      fc.assert(
        fc.property(anyLicenses(ZONES), licenses => {
          const timeline = coverageTimeline(licenses);
          timeline.forEach((step, index) => {
            const before = timeline[index - 1];
            expect([step.capacity, step.paid]).not.toEqual([
              before?.capacity ?? 0,
              before?.paid ?? 0,
            ]);
            expect(
              !before || (step.at > before.at && step.date > before.date),
            ).toBe(true);
            expect(step.paid).toBeLessThanOrEqual(step.capacity);
            // Its date begins at its instant, in its time zone.
            expect(firstInstantOf(step.date, step.timeZone)).toBe(step.at);
          });
          expect(timeline.at(-1)?.capacity ?? 0).toBe(0);
        }),
        { numRuns: 500 },
      );
    });

    it('does not depend on the order of licenses', () => {
      fc.assert(
        fc.property(anyLicenses(ZONES), licenses => {
          expect(coverageTimeline([...licenses].reverse())).toEqual(
            coverageTimeline(licenses),
          );
        }),
      );
    });
  });
});

describe('coverageToday', () => {
  const oneDay = (timeZone: string) =>
    coverageTimeline([
      license('A', {
        timeZone,
        validFrom: '2026-03-01',
        validUntil: '2026-03-01',
      }),
    ]);

  it.each([
    ['UTC', '2026-02-28T23:59:59.999Z', '2026-02-28'],
    ['UTC', '2026-03-01T00:00:00.000Z', '2026-03-01'],
    ['UTC', '2026-03-02T00:00:00.000Z', '2026-03-02'],
    [AHEAD, '2026-02-28T09:59:59.999Z', '2026-02-28'],
    [AHEAD, '2026-02-28T10:00:00.000Z', '2026-03-01'],
    [AHEAD, '2026-03-01T00:00:00.000Z', '2026-03-01'],
    [AHEAD, '2026-03-01T10:00:00.000Z', '2026-03-02'],
    [BEHIND, '2026-03-01T11:59:59.999Z', '2026-02-28'],
    [BEHIND, '2026-03-01T12:00:00.000Z', '2026-03-01'],
    [BEHIND, '2026-03-02T11:59:59.999Z', '2026-03-01'],
    [BEHIND, '2026-03-02T12:00:00.000Z', '2026-03-02'],
    // Far from the license it is UTC that decides.
    [AHEAD, '2026-06-30T23:59:59.999Z', '2026-06-30'],
    [BEHIND, '2026-01-01T00:00:00.000Z', '2026-01-01'],
  ])('for a license in %s at %s is %s', (zone, instant, today) => {
    expect(coverageToday(oneDay(zone), Date.parse(instant))).toBe(today);
  });

  it('is the day of UTC without any license', () => {
    expect(coverageToday([], Date.parse('2026-03-01T23:59:59.999Z'))).toBe(
      '2026-03-01',
    );
  });
});

describe('coverageBetween', () => {
  const timeline = coverageTimeline([
    license('A', { validUntil: '2026-03-31', gracePeriodDays: 10 }),
    license('B', { validFrom: '2026-05-01', validUntil: '2026-06-30' }),
  ]);

  it.each<[string, string, unknown[], unknown[]]>([
    [
      '2025-12-01',
      '2026-12-31',
      [
        ['2025-12-01', 0],
        ['2026-01-01', 100],
        ['2026-04-11', 0],
        ['2026-05-01', 100],
        ['2026-07-01', 0],
      ],
      [
        ['2025-12-01', '2025-12-31'],
        ['2026-04-11', '2026-04-30'],
        ['2026-07-01', null],
      ],
    ],
    // Within one step, and grace is none.
    ['2026-02-01', '2026-04-10', [['2026-02-01', 100]], []],
    // The first and the last day count.
    [
      '2026-01-01',
      '2026-04-11',
      [
        ['2026-01-01', 100],
        ['2026-04-11', 0],
      ],
      [['2026-04-11', '2026-04-30']],
    ],
    // A gap that began before, and one that ends after.
    [
      '2026-04-15',
      '2026-04-20',
      [['2026-04-15', 0]],
      [['2026-04-15', '2026-04-30']],
    ],
    // One day.
    [
      '2026-04-30',
      '2026-04-30',
      [['2026-04-30', 0]],
      [['2026-04-30', '2026-04-30']],
    ],
    ['2026-05-01', '2026-05-01', [['2026-05-01', 100]], []],
    // After everything.
    ['2027-01-01', '2027-12-31', [['2027-01-01', 0]], [['2027-01-01', null]]],
  ])('%s and %s', (from, to, items, gaps) => {
    const found = coverageBetween(timeline, from, to);
    expect(found.items.map(({ date, capacity }) => [date, capacity])).toEqual(
      items,
    );
    expect(found.gaps.map(gap => [gap.from, gap.to])).toEqual(gaps);
  });

  it('is a gap without end if nothing is installed', () => {
    expect(coverageBetween([], '2026-03-01', '2026-04-01')).toEqual({
      items: [{ date: '2026-03-01', capacity: 0 }],
      gaps: [{ from: '2026-03-01', to: null }],
    });
  });
});
