import type { Summary } from '@thetasecure/backstage-plugin-license-common';
import { ToneText } from '../status/ToneText';
import { Instant } from '../time/Instant';
import { useText } from '../useText';
import { isCounting } from './isCounting';

/** Who counts as a user, and whether the number can be relied on. */
export function CountNotes(props: { usage: Summary['usage'] }) {
  const t = useText();
  const { usage } = props;
  const time = usage.countedAt && <Instant value={usage.countedAt} />;
  const rule = (
    <p>{t('card.activeUsers.rule', { rule: <bdi>{usage.rule}</bdi> })}</p>
  );
  if (isCounting(usage)) {
    return (
      <>
        {rule}
        <p>
          <ToneText tone="neutral">
            {time
              ? t('card.activeUsers.countingAgain', { time })
              : t('card.activeUsers.countingFirst')}
          </ToneText>
        </p>
      </>
    );
  }
  return (
    <>
      {rule}
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
    </>
  );
}
