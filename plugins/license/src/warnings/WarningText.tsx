import type { Coverage } from '@thetasecure/backstage-plugin-license-common';
import { formatNumber } from '../numbers/formatNumber';
import { isTooFewNow } from '../outlook/isTooFewNow';
import { CalendarDate } from '../time/CalendarDate';
import { LastDay } from '../time/LastDay';
import { useText } from '../useText';

/** What there is to warn of, and what to do about it. */
export function WarningText(props: {
  warning: Coverage['warnings'][number];
  coverage: Coverage;
}) {
  const t = useText();
  const { warning, coverage } = props;
  const { activeUsers, shortfall, graceEnds } = coverage;
  const { type, threshold = 0, date = '' } = warning;
  const missing = shortfall && isTooFewNow(shortfall) ? shortfall.missing : 0;
  // Otherwise the server warns of the time when no license is left at all.
  const isEnough = activeUsers !== null && missing === 0;

  const utilization = () => {
    if (missing > 0) {
      return t('warnings.over', {
        count: missing,
        number: formatNumber(missing),
      });
    }
    return threshold >= 100
      ? t('warnings.full')
      : t('warnings.utilization', { percent: String(threshold) });
  };
  const coverageEnds = () =>
    t(isEnough ? 'warnings.coverageEnds' : 'warnings.licensesEnd', {
      date: <LastDay before={date} />,
    });
  const graceBegins = () =>
    t(isEnough ? 'warnings.graceNeeded' : 'warnings.onlyGrace', {
      date: <CalendarDate value={date} />,
    });

  switch (type) {
    case 'utilization':
      return (
        <>
          {utilization()} {t('warnings.purchase')}
        </>
      );
    case 'coverage_ends':
      return (
        <>
          {coverageEnds()}{' '}
          {graceEnds && graceEnds > date && (
            <>
              {t('warnings.graceUntil', {
                date: <LastDay before={graceEnds} />,
              })}{' '}
            </>
          )}
          {t('warnings.renew')}
        </>
      );
    case 'grace_begins':
      return (
        <>
          {graceBegins()}{' '}
          {graceEnds && (
            <>
              {t('warnings.lastsUntil', {
                date: <LastDay before={graceEnds} />,
              })}{' '}
            </>
          )}
          {t('warnings.renew')}
        </>
      );
    default:
      return (
        <>
          {t('warnings.graceEnds', { date: <CalendarDate value={date} /> })}{' '}
          {t('warnings.renew')}
        </>
      );
  }
}
