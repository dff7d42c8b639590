import fc from 'fast-check';
import {
  AHEAD,
  BEHIND,
  HOUR,
  seatsAt,
  stepAt,
} from '../__testUtils__/coverage';
import { installed } from '../__testUtils__/licenses';
import { addDays, firstInstantOf } from '../document/calendar';
import { Check } from './checks';
import { coverageTimeline } from './coverage';
import { LicenseFacts } from './licenses';

const fault: Check = { code: 'signature', status: 'fail', message: 'No.' };

describe('coverageTimeline of any licenses', () => {
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
  const ZONES = [AHEAD, 'Pacific/Honolulu', BEHIND, 'America/New_York', 'UTC'];

  it('says of every instant what the rules say of it', () => {
    fc.assert(
      fc.property(anyLicenses(['UTC']), licenses => {
        const timeline = coverageTimeline(licenses);
        for (const { at } of pointsOf(licenses)) {
          for (const now of [at - 1, at, at + HOUR]) {
            expect(stepAt(timeline, now)).toMatchObject(seatsAt(licenses, now));
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
