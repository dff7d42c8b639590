import { DateTime, IANAZone } from 'luxon';

/** The year, month and day of a `YYYY-MM-DD` that the licence document schema accepted. */
const parts = (date: string) => {
  const [year, month, day] = date.split('-').map(Number);
  return { year, month, day };
};

/**
 * Whether the runtime knows `name` as a zone of the IANA time zone database.
 * Newer runtimes also take offsets such as `+02:00`; those are no names and are refused.
 */
export function isTimeZone(name: string): boolean {
  return /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name);
}

/**
 * The calendar date so many days after `date` (before it, if negative).
 *
 * @param date - `YYYY-MM-DD`
 * @returns `YYYY-MM-DD`
 */
export function addDays(date: string, days: number): string {
  return DateTime.fromObject(parts(date), { zone: 'utc' })
    .plus({ days })
    .toISODate()!;
}

/**
 * The first instant of a calendar date in a time zone, in milliseconds since the epoch.
 *
 * @remarks
 * Some days begin twice (the clock goes from 01:00 back to midnight): the first midnight is meant.
 * Some have no midnight (the clock goes from 00:00 to 01:00), or were left out altogether: they
 * begin at the moment of the change.
 *
 * @param date - `YYYY-MM-DD`
 * @param timeZone - an IANA name
 */
export function firstInstantOf(date: string, timeZone: string): number {
  const midnight = DateTime.fromObject(parts(date), { zone: timeZone });
  return Math.min(
    ...midnight.getPossibleOffsets().map(option => option.toMillis()),
  );
}
