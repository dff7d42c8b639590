/** One day in milliseconds: in UTC every day has as many. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A calendar date as a number, to reckon with and to draw: milliseconds since the epoch, of midnight in UTC. No time
 * zone of anybody comes into it.
 *
 * @param date - `YYYY-MM-DD`
 */
export function toDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`);
}

/** The calendar date of a number of {@link toDay}, `YYYY-MM-DD`. */
export function fromDay(day: number): string {
  return new Date(day).toISOString().slice(0, 10);
}

/** The calendar date so many days later; before it, if negative. */
export function addDays(date: string, days: number): string {
  return fromDay(toDay(date) + days * DAY_MS);
}
