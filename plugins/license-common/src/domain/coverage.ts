import { addDays, dateAt } from '../document/calendar';
import {
  counts,
  LicenseFacts,
  licenseStatus,
  LicenseStatus,
  successorsOf,
} from './licenses';

/**
 * From an instant on, so many seats.
 *
 * @public
 */
export interface CoverageStep {
  /** Milliseconds since the epoch. */
  at: number;
  /** The calendar date that begins then, in the time zone of the license that turns; `YYYY-MM-DD`. */
  date: string;
  /** That time zone, an IANA name. */
  timeZone: string;
  /** Seats of all licenses that count. */
  capacity: number;
  /** Seats of those that are not in their grace period. */
  paid: number;
}

/**
 * The seats of a set of licenses from the first day of the first one to the end of the last one, in order of time.
 * Before the first step there are none. Every step changes a number, and no two have the same date.
 *
 * @public
 */
export type CoverageTimeline = readonly CoverageStep[];

type Verified = NonNullable<LicenseFacts['verified']>;
type Seats = Pick<CoverageStep, 'capacity' | 'paid'>;

const NONE: Seats = { capacity: 0, paid: 0 };

const areSame = (a: Seats, b: Seats) =>
  a.capacity === b.capacity && a.paid === b.paid;

/** When licenses can change their status: the date that begins then where they live, and which they are. */
interface Turn extends Pick<CoverageStep, 'at' | 'date' | 'timeZone'> {
  indexes: number[];
}

const compare = (a: string, b: string) => Number(a > b) - Number(a < b);

/** The turns of some licenses in order of time. Thousands of licenses share a few dates, so these are sorted. */
function turnsOf(known: readonly { verified: Verified }[]): Turn[] {
  const turns = new Map<string, Turn>();
  known.forEach(({ verified: { document, period } }, index) => {
    const { timeZone, validFrom, validUntil } = document;
    const turn = (at: number, date: string) => {
      const key = `${date} ${timeZone}`;
      const same = turns.get(key);
      if (same) {
        same.indexes.push(index);
      } else {
        turns.set(key, { at, date, timeZone, indexes: [index] });
      }
    };
    turn(period.begins, validFrom);
    turn(period.ends, addDays(validUntil, 1));
    turn(period.graceEnds, addDays(period.graceUntil, 1));
  });
  return [...turns.values()].sort(
    (a, b) =>
      a.at - b.at ||
      // Around the world, two dates can begin at one instant: the later one is the step's.
      compare(b.date, a.date) ||
      compare(a.timeZone, b.timeZone),
  );
}

/** Adds a step where seats change. */
function add(steps: CoverageStep[], step: CoverageStep): void {
  const last = steps.at(-1);
  if (areSame(step, last ?? NONE)) {
    return;
  }
  if (!last || last.date < step.date) {
    steps.push(step);
    return;
  }
  // It is the same instant, or in another time zone that date, or even a later one, has begun before.
  steps.pop();
  const { capacity, paid } = step;
  if (!areSame(step, steps.at(-1) ?? NONE)) {
    steps.push({ ...last, capacity, paid });
  }
}

/**
 * Works out how many seats there are, when, if nothing is installed or deleted from now on.
 *
 * @remarks
 * The end of one license and the beginning of the next on the same date are one step, also where their time zones
 * leave hours between, or have the next one begin hours before: by the calendar no day is missing, and none is
 * there twice. In these hours, at most 26, the step tells what will be when they are over.
 *
 * @param licenses - everything that is installed, each license once
 * @public
 */
export function coverageTimeline(
  licenses: readonly LicenseFacts[],
): CoverageTimeline {
  const known = licenses.flatMap(({ verified, checks }) =>
    verified ? [{ verified, checks }] : [],
  );
  const successors = successorsOf(known);
  const indexOf = new Map(
    known.map(({ verified }, index) => [verified.document.licenseId, index]),
  );
  const statuses: LicenseStatus[] = known.map(() => 'scheduled');
  let { capacity, paid } = NONE;
  /** Brings the seats up to what a license is worth at an instant. */
  const judge = (index: number, at: number) => {
    const { maxUsers } = known[index].verified.document;
    const before = statuses[index];
    const after = licenseStatus(known[index], successors, at);
    statuses[index] = after;
    capacity += maxUsers * (Number(counts(after)) - Number(counts(before)));
    paid +=
      maxUsers * (Number(after === 'active') - Number(before === 'active'));
  };

  const steps: CoverageStep[] = [];
  for (const { at, date, timeZone, indexes } of turnsOf(known)) {
    for (const index of indexes) {
      judge(index, at);
      for (const id of known[index].verified.document.supersedes) {
        const superseded = indexOf.get(id);
        if (superseded !== undefined) {
          judge(superseded, at);
        }
      }
    }
    add(steps, { at, date, timeZone, capacity, paid });
  }
  return steps;
}

/**
 * The step of a timeline that holds at an instant, as an index; -1 before the first one.
 *
 * @param now - in milliseconds since the epoch
 */
export function currentStep(timeline: CoverageTimeline, now: number): number {
  return timeline.findLastIndex(({ at }) => at <= now);
}

/**
 * Today by UTC, unless the licenses live on another day: the present step's date has come, and the next one's has not.
 *
 * @param now - in milliseconds since the epoch
 * @returns `YYYY-MM-DD`
 * @public
 */
export function coverageToday(timeline: CoverageTimeline, now: number): string {
  const index = currentStep(timeline, now);
  const today = dateAt(now, 'UTC');
  const current = timeline[index]?.date ?? today;
  const next = timeline[index + 1]?.date;
  if (today < current) {
    return current;
  }
  return next !== undefined && today >= next ? addDays(next, -1) : today;
}

/**
 * Days on which no license counts.
 *
 * @public
 */
export interface CoverageGap {
  /** The first day without a seat of those that were asked for, `YYYY-MM-DD`. */
  from: string;
  /** The last day without a seat, also after those; `null` if no installed license ends the gap. */
  to: string | null;
}

/**
 * The steps of a timeline between two dates, the first of them being the state on the day `from`, and the days
 * without a seat.
 *
 * @param from - first day, `YYYY-MM-DD`
 * @param to - last day, `YYYY-MM-DD`
 * @public
 */
export function coverageBetween(
  timeline: CoverageTimeline,
  from: string,
  to: string,
): { items: { date: string; capacity: number }[]; gaps: CoverageGap[] } {
  // Seats alone: that a license enters its grace period changes none.
  const steps: { date: string; capacity: number }[] = [];
  for (const { date, capacity } of timeline) {
    if ((steps.at(-1)?.capacity ?? 0) !== capacity) {
      steps.push({ date, capacity });
    }
  }
  const first = steps.findLast(({ date }) => date <= from);
  const items = [
    { date: from, capacity: first?.capacity ?? 0 },
    ...steps.filter(({ date }) => date > from && date <= to),
  ];
  const gaps = items.flatMap(({ date, capacity }) => {
    if (capacity > 0) {
      return [];
    }
    const next = steps.find(step => step.date > date);
    return [{ from: date, to: next ? addDays(next.date, -1) : null }];
  });
  return { items, gaps };
}
