import { addDays } from '../document/calendar';
import { CoverageForecast } from './forecast';
import { Outlook, Warning } from './outlook';

/**
 * A warning in words: of no license or customer.
 *
 * @public
 */
export interface WarningText {
  title: string;
  /** What there is, when, and what to do. */
  description: string;
  severity: 'normal' | 'high' | 'critical';
}

const PURCHASE = 'Purchase additional licenses or clean up inactive accounts.';
const RENEW =
  'Get a renewal from your vendor and upload it on the Licenses tab.';

/** `YYYY-MM-DD` as the page shows it: DD/MM/YYYY. */
const shown = (date: string) => date.split('-').reverse().join('/');
/** The last day before a date on which something is over, as the page shows it. */
const lastBefore = (date: string) => shown(addDays(date, -1));

const number = new Intl.NumberFormat('en-US');

function ofUtilization(
  threshold: number,
  { users, entitlement }: CoverageForecast,
): WarningText {
  const isFull = threshold >= 100;
  return {
    title: isFull
      ? 'Every license slot is in use'
      : `At least ${threshold} % of the license slots are in use`,
    description: `Active users: ${number.format(
      users ?? 0,
    )}. Slots: ${number.format(entitlement.capacity)}. ${PURCHASE}`,
    severity: isFull ? 'critical' : 'normal',
  };
}

/** Grace that ends with coverage, or before, makes up for nothing. */
const madeUpFor = ({ graceEnds }: Outlook, from: string): string[] =>
  graceEnds && graceEnds.date > from
    ? [`Grace periods make up for that until ${lastBefore(graceEnds.date)}.`]
    : [];

function ofCoverage(
  date: string,
  threshold: number,
  { users, entitlement, outlook }: CoverageForecast,
): WarningText {
  // Otherwise it is the end of the last license that is warned of.
  const isEnough = users !== null && users > 0 && entitlement.overBy === 0;
  return {
    title: `License coverage ends on ${lastBefore(date)}`,
    description: [
      isEnough
        ? `From ${shown(
            date,
          )} on the licenses in force are too few for the users of today.`
        : `From ${shown(date)} on no license is in force.`,
      ...madeUpFor(outlook, date),
      RENEW,
    ].join(' '),
    severity: threshold > 7 ? 'normal' : 'high',
  };
}

function ofGrace(date: string, { outlook }: CoverageForecast): WarningText {
  return {
    title: `License coverage ended on ${lastBefore(date)}: grace has begun`,
    description: [...madeUpFor(outlook, date), RENEW].join(' '),
    severity: 'high',
  };
}

/**
 * Says in words what there is to warn of.
 *
 * @public
 */
export function describeWarning(
  { type, threshold = 0, date = '' }: Warning,
  forecast: CoverageForecast,
): WarningText {
  switch (type) {
    case 'utilization':
      return ofUtilization(threshold, forecast);
    case 'coverage_ends':
      return ofCoverage(date, threshold, forecast);
    case 'grace_begins':
      return ofGrace(date, forecast);
    default:
      return {
        title: `No license counts since ${shown(date)}`,
        description: `The last license has ended, and its grace period with it. ${RENEW}`,
        severity: 'critical',
      };
  }
}
