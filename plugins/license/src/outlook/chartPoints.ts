import { DAY_MS, toDay } from '../time/calendarDays';
import type { Timeline } from './timeline';

/** What the chart draws at an instant; where there is nothing, its lines break off. */
export interface ChartPoint {
  /** Midnight in UTC, in milliseconds since the epoch. */
  at: number;
  users?: number;
  peak?: number;
  capacity?: number;
  /** Users of today, for the days to come. */
  expected?: number;
  /** A count without a neighbour, which no line leads to. */
  alone?: boolean;
  /** Only there to end a line; nothing was counted then. */
  filler?: boolean;
}

/** The points of the chart in order of time. */
export function chartPoints(timeline: Timeline): ChartPoint[] {
  const { days, steps, users } = timeline;
  const today = toDay(timeline.today);
  const to = toDay(timeline.to);
  const counted = new Set(days.map(({ date }) => toDay(date)));
  const expected = users === null ? {} : { expected: users };
  const points: ChartPoint[] = [];

  for (const { date, activeUsers, peakUsers, capacity } of days) {
    const at = toDay(date);
    points.push({
      at,
      users: activeUsers,
      peak: peakUsers,
      // Of today, the seats of now are known better than those of the last count.
      capacity: at === today ? steps[0].capacity : capacity,
      ...(at === today && expected),
      alone: !counted.has(at - DAY_MS) && !counted.has(at + DAY_MS),
    });
    const next = at + DAY_MS;
    if (next < today && !counted.has(next)) {
      // The seats hold until the day is over.
      points.push({ at: next, capacity, filler: true });
      points.push({ at: next + 1, filler: true });
    }
  }
  if (!counted.has(today)) {
    points.push({ at: today, capacity: steps[0].capacity, ...expected });
  }
  for (const { date, capacity } of steps.slice(1)) {
    points.push({ at: toDay(date), capacity, ...expected });
  }
  const { capacity } = steps[steps.length - 1];
  if (points[points.length - 1].at < to) {
    points.push({ at: to, capacity, ...expected });
  }
  return points;
}

/** The highest number that the chart shows. */
export function highestOf(points: ChartPoint[]): number {
  return Math.max(
    ...points.map(({ peak = 0, capacity = 0, expected = 0 }) =>
      Math.max(peak, capacity, expected),
    ),
  );
}

/** A time in the future in which users have no seat. */
export interface ShortfallArea {
  from: number;
  to: number;
  capacity: number;
  users: number;
}

/** Where the chart shows that seats are too few. */
export function shortfallAreas(timeline: Timeline): ShortfallArea[] {
  const { steps, users } = timeline;
  if (users === null) {
    return [];
  }
  return steps
    .map(({ date, capacity }, i) => ({
      from: toDay(date),
      to: toDay(steps[i + 1]?.date ?? timeline.to),
      capacity,
      users,
    }))
    .filter(area => users > area.capacity && area.to > area.from);
}

const AXIS_WEEKS_UP_TO_DAYS = 120;

/** Dates to write under the chart: first days of months, or weeks from today if few days are shown. */
export function axisDates(timeline: Timeline): number[] {
  const from = toDay(timeline.from);
  const to = toDay(timeline.to);
  const today = toDay(timeline.today);
  const dates: number[] = [];
  const weekly = (to - from) / DAY_MS <= AXIS_WEEKS_UP_TO_DAYS;
  for (let day = from; day <= to; day += DAY_MS) {
    const isDue = weekly
      ? (day - today) % (7 * DAY_MS) === 0
      : new Date(day).getUTCDate() === 1;
    if (isDue) {
      dates.push(day);
    }
  }
  return dates;
}
