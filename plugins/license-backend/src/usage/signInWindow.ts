import { DateTime, Duration } from 'luxon';

/**
 * Where a window that ends now begins. Who signed in later than that counts.
 *
 * @remarks
 * Windows roll to the millisecond. Months and years are those of the calendar in UTC: what has no such day begins on
 * the last day of the month.
 *
 * @param now - milliseconds since the epoch
 */
export function windowStart(now: number, window: Duration<true>): number {
  return DateTime.fromMillis(now, { zone: 'utc' }).minus(window).toMillis();
}

/** A window in words, such as "30 days", or "month" for a single one. */
export function windowInWords(window: Duration<true>): string {
  return window
    .removeZeros()
    .reconfigure({ locale: 'en' })
    .toHuman({ listStyle: 'long' })
    .replace(/^1 (\w+)$/, '$1');
}
