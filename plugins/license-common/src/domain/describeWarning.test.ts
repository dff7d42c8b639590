import { describeWarning } from './describeWarning';
import { CoverageForecast } from './forecast';
import { Warning } from './outlook';

const RENEW =
  'Get a renewal from your vendor and upload it on the Licenses tab.';
const PURCHASE = 'Purchase additional licenses or clean up inactive accounts.';

const forecast = (users: number | null, capacity: number, graceEnds?: string) =>
  ({
    users,
    entitlement: { capacity, overBy: Math.max(0, (users ?? 0) - capacity) },
    outlook: { graceEnds: graceEnds ? { date: graceEnds } : null },
  } as CoverageForecast);

describe('describeWarning', () => {
  it.each<[Warning, CoverageForecast, string, string, string]>([
    [
      { type: 'utilization', threshold: 95 },
      forecast(63, 66),
      'At least 95 % of the license slots are in use',
      `Active users: 63. Slots: 66. ${PURCHASE}`,
      'normal',
    ],
    [
      { type: 'utilization', threshold: 100 },
      forecast(100_000, 99_000),
      'Every license slot is in use',
      `Active users: 100,000. Slots: 99,000. ${PURCHASE}`,
      'critical',
    ],
    [
      { type: 'coverage_ends', threshold: 14, date: '2027-03-01' },
      forecast(63, 100),
      'License coverage ends on 28/02/2027',
      `From 01/03/2027 on the licenses in force are too few for the users of today. ${RENEW}`,
      'normal',
    ],
    [
      { type: 'coverage_ends', threshold: 7, date: '2027-03-01' },
      forecast(63, 100, '2027-03-11'),
      'License coverage ends on 28/02/2027',
      `From 01/03/2027 on the licenses in force are too few for the users of today. Grace periods make up for that until 10/03/2027. ${RENEW}`,
      'high',
    ],
    // Grace that ends with it is none.
    [
      { type: 'coverage_ends', threshold: 7, date: '2027-03-01' },
      forecast(63, 100, '2027-03-01'),
      'License coverage ends on 28/02/2027',
      `From 01/03/2027 on the licenses in force are too few for the users of today. ${RENEW}`,
      'high',
    ],
    // Without users, and with too many of them, it is the last license that is warned of.
    ...[forecast(null, 100), forecast(0, 100), forecast(101, 100)].map(
      (found): [Warning, CoverageForecast, string, string, string] => [
        { type: 'coverage_ends', threshold: 1, date: '2028-03-01' },
        found,
        'License coverage ends on 29/02/2028',
        `From 01/03/2028 on no license is in force. ${RENEW}`,
        'high',
      ],
    ),
    [
      { type: 'grace_begins', date: '2027-01-01' },
      forecast(63, 100, '2027-01-11'),
      'License coverage ended on 31/12/2026: grace has begun',
      `Grace periods make up for that until 10/01/2027. ${RENEW}`,
      'high',
    ],
    [
      { type: 'grace_ends', date: '2027-01-11' },
      forecast(63, 0),
      'No license counts since 11/01/2027',
      `The last license has ended, and its grace period with it. ${RENEW}`,
      'critical',
    ],
  ])('of %j', (warning, found, title, description, severity) => {
    expect(describeWarning(warning, found)).toEqual({
      title,
      description,
      severity,
    });
  });
});
