import type { Coverage } from '@thetasecure/backstage-plugin-license-common';
import { LastDay } from '../time/LastDay';
import { useText } from '../useText';
import { isTooFewNow } from './isTooFewNow';

/**
 * Until when the licenses are enough, without and with their grace periods; nothing if the shortfall says it all.
 * Where seats are too few already, or nobody knows the users, the server tells until when any license counts.
 */
export function CoverageEnd(props: { coverage: Coverage }) {
  const t = useText();
  const { activeUsers, shortfall, coverageEnds, graceEnds } = props.coverage;

  if (shortfall && !isTooFewNow(shortfall)) {
    if (!coverageEnds) {
      return <p>{t('outlook.madeUp')}</p>;
    }
    return coverageEnds < shortfall.date ? (
      <p>
        {t('outlook.withoutGrace', { date: <LastDay before={coverageEnds} /> })}
      </p>
    ) : null;
  }
  if (!coverageEnds) {
    return graceEnds ? (
      <p>{t('outlook.onlyGrace', { date: <LastDay before={graceEnds} /> })}</p>
    ) : null;
  }
  const date = <LastDay before={coverageEnds} />;
  const isEnough = activeUsers !== null && !shortfall;
  return (
    <p>
      {graceEnds && graceEnds > coverageEnds
        ? t(isEnough ? 'outlook.enoughGrace' : 'outlook.inForceGrace', {
            date,
            grace: <LastDay before={graceEnds} />,
          })
        : t(isEnough ? 'outlook.enough' : 'outlook.inForce', { date })}
    </p>
  );
}
