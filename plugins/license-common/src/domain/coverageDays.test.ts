import { AHEAD, BEHIND, license } from '../__testUtils__/coverage';
import { coverageBetween, coverageTimeline, coverageToday } from './coverage';

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
