import { NotificationPayload } from '@backstage/plugin-notifications-common';
import {
  addDays,
  causeOf,
  Warning,
} from '@thetasecure/backstage-plugin-license-common';
import { CoverageForecast } from '../coverage/CoverageService';

const PURCHASE = 'Purchase additional licenses or clean up inactive accounts.';
const RENEW =
  'Get a renewal from your vendor and upload it on the Licenses tab.';

/** `YYYY-MM-DD` as the page shows it: DD/MM/YYYY. */
const shown = (date: string) => date.split('-').reverse().join('/');
/** The last day before a date on which something is over, as the page shows it. */
const lastBefore = (date: string) => shown(addDays(date, -1));

const number = new Intl.NumberFormat('en-US');

type Text = Required<
  Pick<NotificationPayload, 'title' | 'description' | 'severity'>
>;

function ofUtilization(
  threshold: number,
  { users, entitlement }: CoverageForecast,
): Text {
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

function ofCoverage(
  date: string,
  threshold: number,
  { users, entitlement, outlook }: CoverageForecast,
): Text {
  const { graceEnds } = outlook;
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
      ...(graceEnds && graceEnds.date > date
        ? [
            `Grace periods make up for that until ${lastBefore(
              graceEnds.date,
            )}.`,
          ]
        : []),
      RENEW,
    ].join(' '),
    severity: threshold > 7 ? 'normal' : 'high',
  };
}

function ofGrace(date: string, { outlook }: CoverageForecast): Text {
  const { graceEnds } = outlook;
  return {
    title: `License coverage ended on ${lastBefore(date)}: grace has begun`,
    description: [
      ...(graceEnds
        ? [
            `Grace periods make up for that until ${lastBefore(
              graceEnds.date,
            )}.`,
          ]
        : []),
      RENEW,
    ].join(' '),
    severity: 'high',
  };
}

/** What receivers read: what there is, when, and what to do; of no license or customer. */
export function notificationOf(
  warning: Warning,
  forecast: CoverageForecast,
): NotificationPayload {
  const { type, threshold = 0, date = '' } = warning;
  const texts: Record<Warning['type'], () => Text> = {
    utilization: () => ofUtilization(threshold, forecast),
    coverage_ends: () => ofCoverage(date, threshold, forecast),
    grace_begins: () => ofGrace(date, forecast),
    grace_ends: () => ({
      title: `No license counts since ${shown(date)}`,
      description: `The last license has ended, and its grace period with it. ${RENEW}`,
      severity: 'critical',
    }),
  };
  return {
    ...texts[type](),
    link: '/license/overview',
    topic: 'license',
    // Whoever stops between sending and noting it down sends again, later: that updates this notification.
    scope: causeOf(warning),
  };
}
