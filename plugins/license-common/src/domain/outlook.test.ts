import fc from 'fast-check';
import { installed } from '../__testUtils__/licenses';
import { license, outlook, renewal } from '../__testUtils__/outlook';
import { addDays } from '../document/calendar';
import { LicenseFacts } from './licenses';

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
