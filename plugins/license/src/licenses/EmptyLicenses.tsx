import EmptyIcon from '@material-ui/icons/Inbox';
import NoMatchIcon from '@material-ui/icons/Search';
import { PageButton } from '../banner/PageButton';
import { StateMessage } from '../states/StateMessage';
import { useText } from '../useText';

/** Stands where the table would be: nothing is installed, or nothing fits what was asked for. */
export function EmptyLicenses(props: {
  filtered: boolean;
  mayCreate: boolean;
  onShowAll: () => void;
}) {
  const t = useText();
  if (props.filtered) {
    return (
      <StateMessage
        icon={NoMatchIcon}
        role="status"
        title={t('licenses.noMatch')}
        action={
          <PageButton variant="outlined" onClick={props.onShowAll}>
            {t('licenses.showAll')}
          </PageButton>
        }
      >
        {t('licenses.noMatchHint')}
      </StateMessage>
    );
  }
  return (
    <StateMessage icon={EmptyIcon} role="status" title={t('licenses.empty')}>
      {t(props.mayCreate ? 'licenses.emptyHint' : 'licenses.emptyHintViewer')}
    </StateMessage>
  );
}
