import { aCoverage, aDay, TODAY } from '../__testUtils__/builders';
import {
  axisDates,
  chartPoints,
  highestOf,
  shortfallAreas,
} from './chartPoints';
import { timelineOf, timelineRows } from './timeline';
import { DAY_MS, fromDay, toDay } from '../time/calendarDays';

type Day = ReturnType<typeof aDay>;

const timeline = (
  days: Day[],
  coverage: Parameters<typeof aCoverage>[0] = {},
  range = 90,
) => timelineOf({ items: days }, aCoverage(coverage), range);

const on = (date: string, facts: Partial<Day> = {}) => aDay({ date, ...facts });

describe('timelineOf', () => {
  it.each([
    // A first day would be a point at the very edge.
    ['nothing was counted', [], 30, '2026-05-07', '2026-06-09'],
    ['today is the first day', [on(TODAY)], 90, '2026-05-02', '2026-08-08'],
    ['it began yesterday', [on('2026-05-09')], 365, '2026-04-09', '2027-05-10'],
    ['it began weeks ago', [on('2026-04-01')], 90, '2026-04-01', '2026-08-08'],
    ['there is more', [on('2026-01-01')], 30, '2026-05-07', '2026-06-09'],
  ])('chooses what to show if %s', (_when, days, range, from, to) => {
    expect(timeline(days, {}, range)).toMatchObject({ from, today: TODAY, to });
  });

  it('leaves out what lies beyond the range', () => {
    const shown = timeline(
      [on('2026-01-01'), on('2026-05-01'), on(TODAY)],
      {},
      30,
    );

    expect(shown.days.map(({ date }) => date)).toEqual(['2026-05-01', TODAY]);
    expect(shown.steps.map(({ date }) => date)).toEqual([TODAY, '2026-05-31']);
  });
});

describe('timelineRows', () => {
  const rows = (...args: Parameters<typeof timeline>) =>
    timelineRows(timeline(...args)).map(row =>
      row.kind === 'gap'
        ? `${row.from}..${row.to}`
        : `${row.kind} ${row.date} ${row.capacity}`,
    );
  const future = ['step 2026-05-31 100'];

  it.each([
    ['no history', [], [`step ${TODAY} 110`, ...future]],
    ['today alone', [on(TODAY)], [`day ${TODAY} 110`, ...future]],
    [
      'days without a count',
      [on('2026-05-05'), on('2026-05-06'), on('2026-05-09'), on(TODAY)],
      [
        'day 2026-05-05 110',
        'day 2026-05-06 110',
        '2026-05-07..2026-05-08',
        'day 2026-05-09 110',
        `day ${TODAY} 110`,
        ...future,
      ],
    ],
    [
      'no count yet today',
      [on('2026-05-08')],
      [
        'day 2026-05-08 110',
        '2026-05-09..2026-05-09',
        `step ${TODAY} 110`,
        ...future,
      ],
    ],
    [
      'seats that changed since the last count',
      [on(TODAY, { capacity: 10 })],
      [`day ${TODAY} 10`, `step ${TODAY} 110`, ...future],
    ],
  ])('tells of %s', (_what, days, expected) => {
    expect(rows(days)).toEqual(expected);
  });
});

describe('chartPoints', () => {
  const points = (...args: Parameters<typeof timeline>) =>
    chartPoints(timeline(...args)).map(({ at, ...rest }) => ({
      date: fromDay(at),
      ...rest,
    }));

  it('draws today, the steps to come and the end with the users of today', () => {
    expect(points([on(TODAY)])).toEqual([
      {
        date: TODAY,
        users: 63,
        peak: 64,
        capacity: 110,
        expected: 63,
        alone: true,
      },
      { date: '2026-05-31', capacity: 100, expected: 63 },
      { date: '2026-08-08', capacity: 100, expected: 63 },
    ]);
  });

  it('breaks its lines off where nothing was counted, and never draws a zero', () => {
    const [first, end, gap, second] = points([
      on('2026-05-01', { capacity: 90 }),
      on('2026-05-09'),
    ]);

    expect(first).toMatchObject({ date: '2026-05-01', alone: true });
    // Seats hold until the day is over.
    expect(end).toEqual({ date: '2026-05-02', capacity: 90, filler: true });
    expect(gap).toEqual({ date: '2026-05-02', filler: true });
    expect(second).toMatchObject({ date: '2026-05-09', users: 63 });
  });

  it('joins yesterday with today', () => {
    const found = points([on('2026-05-09'), on(TODAY)]);

    expect(found.some(({ filler }) => filler)).toBe(false);
    expect(found.some(({ alone }) => alone)).toBe(false);
  });

  it('expects nobody if nobody knows how many there are', () => {
    const found = points([on(TODAY)], { activeUsers: null });

    expect(found.some(point => 'expected' in point)).toBe(false);
  });

  it('knows a day without users from one without a count', () => {
    expect(
      points([on(TODAY, { activeUsers: 0, peakUsers: 0, capacity: 0 })], {
        activeUsers: 0,
        items: [{ date: TODAY, capacity: 0 }],
      })[0],
    ).toMatchObject({ users: 0, peak: 0, capacity: 0, expected: 0 });
  });

  it('comes in order of time', () => {
    const at = chartPoints(
      timeline([on('2026-04-01'), on('2026-05-08'), on(TODAY)], {}, 365),
    ).map(point => point.at);

    expect(at).toEqual([...at].sort((a, b) => a - b));
  });
});

describe('highestOf', () => {
  it.each([
    ['slots', { capacity: 110 }, 110],
    ['users', { users: 120, peak: 120, capacity: 110 }, 120],
    ['the users of today', { capacity: 0, expected: 63 }, 63],
    ['nothing', {}, 0],
  ])('is the number of %s', (_what, point, highest) => {
    expect(highestOf([{ at: 0 }, { at: 1, ...point }])).toBe(highest);
  });
});

describe('shortfallAreas', () => {
  const areas = (
    users: number | null,
    items: { date: string; capacity: number }[],
  ) =>
    shortfallAreas(timeline([], { activeUsers: users, items })).map(
      ({ from, to, capacity }) =>
        `${fromDay(from)}..${fromDay(to)} ${capacity}`,
    );

  it.each([
    ['enough', 63, [{ date: TODAY, capacity: 63 }], []],
    [
      'too few today',
      63,
      [{ date: TODAY, capacity: 10 }],
      [`${TODAY}..2026-08-08 10`],
    ],
    [
      'too few for some time',
      63,
      [
        { date: TODAY, capacity: 110 },
        { date: '2026-06-01', capacity: 10 },
        { date: '2026-07-01', capacity: 0 },
        { date: '2026-08-01', capacity: 110 },
      ],
      ['2026-06-01..2026-07-01 10', '2026-07-01..2026-08-01 0'],
    ],
    ['users nobody knows', null, [{ date: TODAY, capacity: 0 }], []],
    ['neither users nor seats', 0, [{ date: TODAY, capacity: 0 }], []],
  ])('marks %s', (_what, users, items, expected) => {
    expect(areas(users, items)).toEqual(expected);
  });
});

describe('axisDates', () => {
  it.each([
    [
      30,
      ['2026-05-10', '2026-05-17', '2026-05-24', '2026-05-31', '2026-06-07'],
    ],
    [365, ['2026-05-01', '2026-06-01']],
  ])('are the same days of weeks or months for %s days', (range, first) => {
    const dates = axisDates(timeline([], {}, range)).map(fromDay);

    expect(dates.slice(0, first.length)).toEqual(first);
  });

  it('are never another day than the one that is meant', () => {
    for (const date of ['2026-03-29', '2026-10-25', '2028-02-29']) {
      expect(fromDay(toDay(date))).toBe(date);
      expect(toDay(date) % DAY_MS).toBe(0);
    }
  });
});
