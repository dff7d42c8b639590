import type { Summary } from '@thetasecure/backstage-plugin-license-common';
import { ToneText } from '../status/ToneText';
import { Instant } from '../time/Instant';
import { useText } from '../useText';
import { SummaryCard } from './SummaryCard';

/** How many users there are, who counts as one, and whether the number can be relied on. */
export function ActiveUsersCard(props: { summary: Summary }) {
  const t = useText();
  const { activeUsers, capacity, usage } = props.summary;
  const time = usage.countedAt && <Instant value={usage.countedAt} />;
  return (
    <SummaryCard
      title={t('card.activeUsers.title')}
      value={t('card.activeUsers.value', {
        users: String(activeUsers ?? t('common.unknown')),
        capacity: String(capacity),
      })}
    >
      <p>{t('card.activeUsers.rule', { rule: <bdi>{usage.rule}</bdi> })}</p>
      {usage.stale && (
        <p>
          <ToneText tone="warning">
            {time
              ? t('card.activeUsers.stale', { time })
              : t('card.activeUsers.neverCounted')}
          </ToneText>
        </p>
      )}
      {usage.stale && usage.reason && (
        <p>
          {t('card.activeUsers.reason', { reason: <bdi>{usage.reason}</bdi> })}
        </p>
      )}
      {!usage.stale && (
        <p>
          {time
            ? t('card.activeUsers.countedAt', { time })
            : t('card.activeUsers.neverCounted')}
        </p>
      )}
    </SummaryCard>
  );
}
