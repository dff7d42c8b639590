import LinearProgress from '@material-ui/core/LinearProgress';
import type { Summary } from '@thetasecure/backstage-plugin-license-common';
import { useText } from '../useText';
import { SummaryCard } from './SummaryCard';

/** How much of the capacity is in use. */
export function UtilizationCard(props: { summary: Summary }) {
  const t = useText();
  const { utilizationPercent } = props.summary;
  if (utilizationPercent === null) {
    return (
      <SummaryCard
        title={t('card.utilization.title')}
        value={t('common.unknown')}
      >
        {t('card.utilization.unknown')}
      </SummaryCard>
    );
  }
  const value = t('card.utilization.value', {
    percent: String(utilizationPercent),
  });
  return (
    <SummaryCard title={t('card.utilization.title')} value={value}>
      <LinearProgress
        variant="determinate"
        aria-label={t('card.utilization.title')}
        aria-valuetext={value}
        value={Math.min(utilizationPercent, 100)}
      />
      {t('card.utilization.hint')}
    </SummaryCard>
  );
}
