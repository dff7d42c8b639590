import type {
  Coverage,
  UsageHistory,
} from '@thetasecure/backstage-plugin-license-common';
import { addDays } from '../time/calendarDays';

/** A day on which users were counted. */
export type CountedDay = UsageHistory['items'][number];

/** From a date on, so many seats. */
export type SeatsStep = Coverage['items'][number];

/** What was and what is to come, up to the same number of days from today. All dates are `YYYY-MM-DD`. */
export interface Timeline {
  /** Begins with the first count, but leaves room to see what was before today. */
  from: string;
  /** The server's, not the browser's. */
  today: string;
  to: string;
  /** Days that were not counted are left out. */
  days: CountedDay[];
  /** The first one is today. */
  steps: SeatsStep[];
  /** Active users of now; `null` if nobody knows. */
  users: number | null;
  shortfall: Coverage['shortfall'];
}

// This share of the days looked at lies before today, even if nothing was counted then.
const LEAST_PAST = 1 / 12;

/**
 * Puts the past and the future together.
 *
 * @param range - days to look back, and ahead
 */
export function timelineOf(
  history: UsageHistory,
  coverage: Coverage,
  range: number,
): Timeline {
  const [{ date: today }] = coverage.items;
  const to = addDays(today, range);
  const earliest = addDays(today, -range);
  const days = history.items.filter(
    ({ date }) => date >= earliest && date <= today,
  );
  const latestStart = addDays(today, -Math.ceil(range * LEAST_PAST));
  const from = [latestStart, ...days.map(({ date }) => date)].sort()[0];
  return {
    from,
    today,
    to,
    days,
    steps: coverage.items.filter(({ date }) => date <= to),
    users: coverage.activeUsers,
    shortfall: coverage.shortfall,
  };
}

/** A row of the table: a day that was counted, days that were not, or what holds from a date on. */
export type TimelineRow =
  | ({ kind: 'day' } & CountedDay)
  | { kind: 'gap'; from: string; to: string }
  | { kind: 'step'; date: string; users: number | null; capacity: number };

/** The same as rows, in order of time. */
export function timelineRows(timeline: Timeline): TimelineRow[] {
  const { days, steps, today, users } = timeline;
  const rows: TimelineRow[] = [];
  let expected = days[0]?.date;
  for (const day of days) {
    if (day.date > expected) {
      rows.push({ kind: 'gap', from: expected, to: addDays(day.date, -1) });
    }
    rows.push({ kind: 'day', ...day });
    expected = addDays(day.date, 1);
  }
  if (expected < today) {
    rows.push({ kind: 'gap', from: expected, to: addDays(today, -1) });
  }
  const last = days.at(-1);
  const knowsToday =
    last?.date === today && last.capacity === steps[0].capacity;
  for (const step of steps.slice(knowsToday ? 1 : 0)) {
    rows.push({ kind: 'step', users, ...step });
  }
  return rows;
}
