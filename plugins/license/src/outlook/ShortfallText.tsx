import type { Coverage } from '@thetasecure/backstage-plugin-license-common';
import { formatNumber } from '../numbers/formatNumber';
import { ToneText } from '../status/ToneText';
import { CalendarDate } from '../time/CalendarDate';
import { useText } from '../useText';
import { isTooFewNow } from './isTooFewNow';

/** When seats are too few for the users of today, and how many are missing. */
export function ShortfallText(props: {
  shortfall: NonNullable<Coverage['shortfall']>;
  users: number;
}) {
  const t = useText();
  const { shortfall, users } = props;
  const facts = {
    missing: formatNumber(shortfall.missing),
    users: t('usage.users', { count: users, number: formatNumber(users) }),
  };
  const tooFewNow = isTooFewNow(shortfall);
  return (
    <p>
      <ToneText tone={tooFewNow ? 'error' : 'warning'}>
        {tooFewNow
          ? t('outlook.tooFewNow', {
              ...facts,
              slots: t('usage.slots', {
                count: shortfall.capacity,
                number: formatNumber(shortfall.capacity),
              }),
            })
          : t('outlook.tooFewLater', {
              ...facts,
              count: shortfall.capacityBefore,
              before: formatNumber(shortfall.capacityBefore),
              after: formatNumber(shortfall.capacity),
              date: <CalendarDate value={shortfall.date} />,
            })}
      </ToneText>
    </p>
  );
}
