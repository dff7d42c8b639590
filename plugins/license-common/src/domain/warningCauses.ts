import {
  COVERAGE_WARNING_DAYS,
  UTILIZATION_WARNING_PERCENTS,
  Warning,
} from './outlook';

/** Utilization has to fall so many points below a threshold before passing it is news again. */
const REARMED_BELOW = 5;

/**
 * Names what a warning is about, such as `coverage_ends:2027-03-01:14`: receivers are told once of each.
 *
 * @public
 */
export function causeOf({ type, date, threshold }: Warning): string {
  return [type, date, threshold].filter(part => part !== undefined).join(':');
}

/**
 * What need not be said any more after this warning: that looser thresholds were passed.
 *
 * @public
 */
export function looserCauses(warning: Warning): string[] {
  const { type, threshold } = warning;
  if (threshold === undefined) {
    return [];
  }
  const looser =
    type === 'utilization'
      ? UTILIZATION_WARNING_PERCENTS.filter(percent => percent < threshold)
      : COVERAGE_WARNING_DAYS.filter(days => days > threshold);
  return looser.map(other => causeOf({ ...warning, threshold: other }));
}

/**
 * The thresholds of utilization that would be news again. Around a threshold users come and go; only a clear fall
 * makes it worth telling again.
 *
 * @param percent - utilization of now
 * @public
 */
export function rearmedCauses(percent: number): string[] {
  return UTILIZATION_WARNING_PERCENTS.filter(
    threshold => percent <= threshold - REARMED_BELOW,
  ).map(threshold => causeOf({ type: 'utilization', threshold }));
}
