import type { Summary } from '@thetasecure/backstage-plugin-license-common';
import { formatNumber } from '../numbers/formatNumber';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';
import { SummaryCard } from './SummaryCard';

// From nine tenths of the capacity on there is reason to think of more.
const LOW_SHARE = 0.1;

/** How many more users fit, or how many are too many. */
export function RemainingCard(props: { summary: Summary }) {
  const t = useText();
  const { remaining, overBy, capacity } = props.summary;
  if (remaining === null) {
    return (
      <SummaryCard
        title={t('card.remaining.title')}
        value={t('common.unknown')}
      >
        {t('card.remaining.unknown')}
      </SummaryCard>
    );
  }
  return (
    <SummaryCard
      title={t('card.remaining.title')}
      value={formatNumber(remaining)}
    >
      {overBy > 0 ? (
        <ToneText tone="error">
          {t('card.remaining.overBy', { count: overBy })}
        </ToneText>
      ) : (
        t('card.remaining.hint')
      )}
      {overBy === 0 && capacity > 0 && remaining <= capacity * LOW_SHARE && (
        <p>
          <ToneText tone="warning">{t('card.remaining.low')}</ToneText>
        </p>
      )}
    </SummaryCard>
  );
}
