import {
  addDays,
  dateAt,
  daysBetween,
  firstInstantOf,
} from '../document/calendar';
import { LicenseDocument } from '../document/LicenseDocument';
import { Check } from './checks';

/** From so many days before the last day on, the `period` check warns. */
const WARN_DAYS = 30;

/**
 * The turning points of a license, in milliseconds since the epoch; ends are exclusive.
 * Days are those of the license's own time zone.
 *
 * @public
 */
export interface LicensePeriod {
  /** The first instant of the day `validFrom`. */
  begins: number;
  /** From here on the end is so near that a warning is due. */
  warns: number;
  /** The first instant after the day `validUntil`. */
  ends: number;
  /** The first instant after the last day of grace; equal to `ends` without grace. */
  graceEnds: number;
  /** The first day, the last one, and the last one of grace; `YYYY-MM-DD`. */
  validFrom: string;
  validUntil: string;
  graceUntil: string;
  /** Where these are days; an IANA name. */
  timeZone: string;
}

/**
 * Works out when a license begins, ends and runs out of grace.
 *
 * @param options - `maxGracePeriodDays` shortens the grace period of the document, and never lengthens it
 * @public
 */
export function licensePeriod(
  document: Pick<
    LicenseDocument,
    'validFrom' | 'validUntil' | 'timeZone' | 'gracePeriodDays'
  >,
  options?: { maxGracePeriodDays?: number },
): LicensePeriod {
  const { validFrom, validUntil, timeZone, gracePeriodDays } = document;
  const graceUntil = addDays(
    validUntil,
    Math.min(gracePeriodDays, options?.maxGracePeriodDays ?? gracePeriodDays),
  );
  return {
    begins: firstInstantOf(validFrom, timeZone),
    warns: firstInstantOf(addDays(validUntil, -WARN_DAYS), timeZone),
    ends: firstInstantOf(addDays(validUntil, 1), timeZone),
    graceEnds: firstInstantOf(addDays(graceUntil, 1), timeZone),
    validFrom,
    validUntil,
    graceUntil,
    timeZone,
  };
}

/**
 * Whether an instant is between the first day and the last day of grace.
 *
 * @public
 */
export function isWithinPeriod(period: LicensePeriod, now: number): boolean {
  return period.begins <= now && now < period.graceEnds;
}

/** Where the clocks go back over midnight, a day that has begun can be yesterday for another hour. */
const inDays = (count: number) => (count <= 1 ? '1 day' : `${count} days`);

/**
 * The `period` check: fails once the license and its grace are over; warns before the first day, during grace,
 * and within 30 days of the last day. It counts calendar days, as whoever reads the dates does.
 *
 * @public
 */
export function checkPeriod(period: LicensePeriod, now: number): Check {
  const code = 'period';
  const { validFrom, validUntil, graceUntil, timeZone } = period;
  const daysLeft = (day: string) => daysBetween(dateAt(now, timeZone), day);
  if (now < period.begins) {
    return {
      code,
      status: 'warn',
      message: `The license begins in ${inDays(daysLeft(validFrom))}.`,
      remedy: 'It counts from its first day on; nothing needs to be done.',
    };
  }
  if (now >= period.graceEnds) {
    return {
      code,
      status: 'fail',
      message: `The license expired ${inDays(
        -daysLeft(graceUntil),
      )} ago, its grace period included.`,
      remedy: 'Ask the vendor for a renewal and upload it.',
    };
  }
  if (now >= period.ends) {
    const left = daysLeft(graceUntil);
    return {
      code,
      status: 'warn',
      message:
        left <= 0
          ? 'The license ended, and its grace period ends today.'
          : `The license ended; its grace period ends in ${inDays(left)}.`,
      remedy: 'Renew it before the grace period ends.',
    };
  }
  if (now >= period.warns) {
    const left = daysLeft(validUntil);
    return {
      code,
      status: 'warn',
      message:
        left <= 0
          ? 'The license ends today.'
          : `The license ends in ${inDays(left)}.`,
      remedy: 'Ask the vendor for a renewal now.',
    };
  }
  return { code, status: 'pass', message: 'The license is in force.' };
}
