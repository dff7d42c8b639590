import type { Summary } from '@thetasecure/backstage-plugin-license-common';
import { formatNumber } from '../numbers/formatNumber';
import { CountNotes } from '../usage/CountNotes';
import { isCounting } from '../usage/isCounting';
import { UsersLink } from '../usage/UsersLink';
import { useMayReadUsers } from '../usePermissions';
import { useText } from '../useText';
import { SummaryCard } from './SummaryCard';

/** How many users there are, who counts as one, and whether the number can be relied on. */
export function ActiveUsersCard(props: { summary: Summary }) {
  const t = useText();
  const { activeUsers, capacity, usage } = props.summary;
  const mayReadUsers = useMayReadUsers();
  const unknown = t(
    isCounting(usage) ? 'card.activeUsers.counting' : 'common.unknown',
  );
  return (
    <SummaryCard
      title={t('card.activeUsers.title')}
      value={t('card.activeUsers.value', {
        users: activeUsers === null ? unknown : formatNumber(activeUsers),
        capacity: formatNumber(capacity),
      })}
    >
      <CountNotes usage={usage} />
      {mayReadUsers && (
        <p>
          <UsersLink />
        </p>
      )}
    </SummaryCard>
  );
}
