import { addDays, dateAt, daysBetween } from '../document/calendar';
import {
  CoverageStep,
  CoverageTimeline,
  coverageToday,
  currentStep,
} from './coverage';

/**
 * A warning is due so many calendar days before the last day of coverage.
 *
 * @public
 */
export const COVERAGE_WARNING_DAYS = [30, 14, 7, 1] as const;

/**
 * A warning is due from so many percent of the seats on.
 *
 * @public
 */
export const UTILIZATION_WARNING_PERCENTS = [90, 95, 100] as const;

/**
 * What there is to warn of. `coverage_ends`: soon the licenses in force are not enough for today's users;
 * `grace_begins`: they are not, and grace periods make up for it; `grace_ends`: nothing counts any more;
 * `utilization`: hardly any seat is free.
 *
 * @public
 */
export const WARNING_TYPES = [
  'utilization',
  'coverage_ends',
  'grace_begins',
  'grace_ends',
] as const;

/**
 * Something to warn of. The same type, threshold and date are the same cause.
 *
 * @public
 */
export interface Warning {
  type: (typeof WARNING_TYPES)[number];
  /** Percent (`utilization`) or days (`coverage_ends`): the last threshold that was passed. */
  threshold?: number;
  /** The first day after coverage, in grace, or without any license; `YYYY-MM-DD`. */
  date?: string;
}

/**
 * The day on which seats become too few for the users of today.
 *
 * @public
 */
export interface Shortfall {
  /** `YYYY-MM-DD`; today if they are too few already. */
  date: string;
  /** Seats before that day; equal to `capacity` if they are too few already. */
  capacityBefore: number;
  capacity: number;
  /** Users without a seat. */
  missing: number;
}

/**
 * What today's users and the installed licenses lead to, if neither changes.
 *
 * @public
 */
export interface Outlook {
  shortfall: Shortfall | null;
  /**
   * When the licenses in force, without their grace periods, are no longer enough; `null` if they are not now.
   * Users that exceed the seats already do not count here: then it is when the last license ends.
   */
  coverageEnds: CoverageStep | null;
  /** The same with grace periods. */
  graceEnds: CoverageStep | null;
  warnings: Warning[];
}

function shortfallOf(
  timeline: CoverageTimeline,
  users: number,
  now: number,
): Shortfall | null {
  const index = currentStep(timeline, now);
  let capacityBefore = timeline[index]?.capacity ?? 0;
  if (users > capacityBefore) {
    return {
      date: coverageToday(timeline, now),
      capacityBefore,
      capacity: capacityBefore,
      missing: users - capacityBefore,
    };
  }
  for (const { date, capacity } of timeline.slice(index + 1)) {
    if (users > capacity) {
      return { date, capacityBefore, capacity, missing: users - capacity };
    }
    capacityBefore = capacity;
  }
  return null;
}

/** The warning of a time that comes near; the smallest threshold that was passed stands for the larger ones. */
function approaching({ date, timeZone }: CoverageStep, now: number): Warning[] {
  const left = daysBetween(dateAt(now, timeZone), addDays(date, -1));
  const threshold = COVERAGE_WARNING_DAYS.findLast(days => left <= days);
  return threshold === undefined
    ? []
    : [{ type: 'coverage_ends', threshold, date }];
}

/** The step from which on grace periods have made up for what is missing; `index` is the present one. */
function graceBegan(
  timeline: CoverageTimeline,
  index: number,
  needed: number,
): CoverageStep {
  const lastBefore = timeline.findLastIndex(
    ({ paid, capacity }, position) =>
      position < index && (paid >= needed || capacity < needed),
  );
  return timeline[lastBefore + 1];
}

/**
 * Looks ahead. A renewal that is installed already is in the timeline, so there is nothing to warn of then.
 *
 * @param options - `users`: distinct active users, or `null` if nobody knows: then one license in force is enough;
 *   `utilizationPercent`: of now; `now`: in milliseconds since the epoch
 * @public
 */
export function lookAhead(
  timeline: CoverageTimeline,
  options: {
    users: number | null;
    utilizationPercent: number | null;
    now: number;
  },
): Outlook {
  const { users, utilizationPercent, now } = options;
  const index = currentStep(timeline, now);
  const current = timeline[index] ?? { capacity: 0, paid: 0 };
  const future = timeline.slice(index + 1);
  const wanted = Math.max(1, users ?? 1);
  // Where seats are too few anyway, the last license in force is what there is to lose.
  const needed = current.capacity >= wanted ? wanted : 1;

  const isCovered = current.paid >= needed;
  const isEnough = current.capacity >= needed;
  const coverageEnds =
    (isCovered && future.find(({ paid }) => paid < needed)) || null;
  const graceEnds =
    (isEnough && future.find(({ capacity }) => capacity < needed)) || null;

  const percent = UTILIZATION_WARNING_PERCENTS.findLast(
    threshold => (utilizationPercent ?? 0) >= threshold,
  );
  const warnings: Warning[] =
    percent === undefined ? [] : [{ type: 'utilization', threshold: percent }];
  if (coverageEnds) {
    warnings.push(...approaching(coverageEnds, now));
  } else if (isEnough) {
    const { date } = graceBegan(timeline, index, needed);
    warnings.push({ type: 'grace_begins', date });
  } else if (index >= 0) {
    // Each step changes a number, so the one that left nothing is the present one.
    warnings.push({ type: 'grace_ends', date: timeline[index].date });
  }
  return {
    shortfall: users === null ? null : shortfallOf(timeline, users, now),
    coverageEnds,
    graceEnds,
    warnings,
  };
}
