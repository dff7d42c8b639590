import EmptyIcon from '@material-ui/icons/Inbox';
import NoMatchIcon from '@material-ui/icons/Search';
import { PageButton } from '../banner/PageButton';
import { StateMessage } from '../states/StateMessage';
import { useText } from '../useText';

/** Stands where the table would be: nobody counts, or nobody fits the search. */
export function NoUsers(props: { searched: boolean; onShowAll: () => void }) {
  const t = useText();
  if (!props.searched) {
    return (
      <StateMessage icon={EmptyIcon} role="status" title={t('users.none')}>
        {t('users.noneHint')}
      </StateMessage>
    );
  }
  return (
    <StateMessage
      icon={NoMatchIcon}
      role="status"
      title={t('users.noMatch')}
      action={
        <PageButton variant="outlined" onClick={props.onShowAll}>
          {t('users.showAll')}
        </PageButton>
      }
    >
      {t('users.noMatchHint')}
    </StateMessage>
  );
}
