import { DateTime, Duration, IANAZone } from 'luxon';
import { remember } from './remember';

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Whether the runtime knows `name` as a zone of the IANA time zone database.
 * Newer runtimes also take offsets such as `+02:00`; those are no names and are refused.
 */
export const isTimeZone = remember(
  (name: string): boolean =>
    /^[A-Za-z]/.test(name) && IANAZone.isValidZone(name),
);

/**
 * The calendar date so many days after `date` (before it, if negative).
 *
 * @param date - `YYYY-MM-DD`
 * @returns `YYYY-MM-DD`
 */
export function addDays(date: string, days: number): string {
  // Dates without a time are taken for UTC, where every day has 24 hours.
  return new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);
}

const firstInstant = remember((dateAndZone: string): number => {
  const [date, timeZone] = dateAndZone.split(' ');
  const zone = IANAZone.create(timeZone);
  const offsetAt = (instant: number) => zone.offset(instant) * MINUTE;
  const midnight = Date.parse(date);

  // Clocks run from 12 hours behind UTC to 14 hours ahead of it.
  let before = midnight - 15 * HOUR;
  let after = midnight + 13 * HOUR;
  const unlessChanged = midnight - offsetAt(before);
  if (unlessChanged + offsetAt(unlessChanged) === midnight) {
    return unlessChanged;
  }

  // The clock was changed before: by then no midnight had come, and since then one can come only once.
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + offsetAt(middle) < midnight) {
      before = middle;
    } else {
      after = middle;
    }
  }
  return after;
});

/**
 * The first instant of a calendar date in a time zone, in milliseconds since the epoch.
 *
 * @remarks
 * Some days begin twice (the clock goes from 01:00 back to midnight): the first midnight is meant.
 * Some have no midnight (the clock goes from 00:00 to 01:00), or were left out altogether: they
 * begin at the moment of the change.
 *
 * luxon is asked for offsets only. Its conversion of local times starts from the zone's offset of today, and is
 * an hour off where a zone has crossed the date line since (Pacific/Apia, 2011-09-25).
 *
 * @param date - `YYYY-MM-DD`, from the year 2000 on
 * @param timeZone - an IANA name
 */
export function firstInstantOf(date: string, timeZone: string): number {
  return firstInstant(`${date} ${timeZone}`);
}

/**
 * The calendar date at an instant in a time zone.
 *
 * @param instant - in milliseconds since the epoch
 * @param timeZone - an IANA name
 * @returns `YYYY-MM-DD`
 */
export function dateAt(instant: number, timeZone: string): string {
  return DateTime.fromMillis(instant, { zone: timeZone }).toISODate()!;
}

/**
 * How many days lie from one calendar date to another; negative if that is earlier.
 *
 * @param from - `YYYY-MM-DD`
 * @param to - `YYYY-MM-DD`
 */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY;
}

/** ISO 8601: at least one of years, months, weeks and days, in this order, each a whole number. */
const TERM = /^P(?=\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?$/;

/**
 * The last day of a term that begins with a date: of `P1Y` from 2026-02-01 on it is 2027-01-31.
 *
 * @remarks
 * A month that lacks the day ends the term with its own last day: `P1M` from 2026-01-31 on ends on 2026-02-28, so that
 * nobody gets less than the months that were bought.
 *
 * @param from - `YYYY-MM-DD`
 * @param term - an ISO 8601 duration of years, months, weeks and days, such as `P1Y` or `P30D`
 * @returns `YYYY-MM-DD`, or `undefined` for anything that is no date or no term of at least one day
 * @public
 */
export function lastDayOfTerm(from: string, term: string): string | undefined {
  const first = DateTime.fromISO(from, { zone: 'utc' });
  if (!TERM.test(term) || !first.isValid) {
    return undefined;
  }
  const { years, months, weeks, days } = Duration.fromISO(term);
  const sameDay = first.plus({ years, months });
  const begin = sameDay.day === first.day ? sameDay : sameDay.plus({ days: 1 });
  const last = begin.plus({ weeks, days }).minus({ days: 1 });
  return last >= first ? last.toISODate() ?? undefined : undefined;
}

/**
 * The term that begins with one date and ends with another, as `lastDayOfTerm` counts: in months if it is whole
 * months, else in days.
 *
 * @param from - `YYYY-MM-DD`
 * @param until - `YYYY-MM-DD`, not before `from`
 * @returns an ISO 8601 duration, such as `P12M` or `P45D`
 * @public
 */
export function termBetween(from: string, until: string): string {
  const [begin, end] = [from, addDays(until, 1)].map(date =>
    DateTime.fromISO(date, { zone: 'utc' }),
  );
  const months = `P${Math.round(end.diff(begin, 'months').months)}M`;
  return lastDayOfTerm(from, months) === until
    ? months
    : `P${daysBetween(from, until) + 1}D`;
}
