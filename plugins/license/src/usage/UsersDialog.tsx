import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { PageButton } from '../banner/PageButton';
import { PageDialog } from '../dialog/PageDialog';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { CountedUsers } from './CountedUsers';
import { ReclaimableUsers } from './ReclaimableUsers';
import type { UsersDialogView } from './useUsersDialog';

const VIEWS = [
  'counted',
  'reclaim',
] as const satisfies readonly UsersDialogView[];

/** Who counts as an active user, and who would free a slot. */
export function UsersDialog(props: {
  view: UsersDialogView;
  onShow: (view: UsersDialogView) => void;
  onClose: () => void;
}) {
  const t = useText();
  const id = useUniqueId();
  const { view, onShow, onClose } = props;
  return (
    <PageDialog
      wide
      title={t('users.title')}
      onClose={onClose}
      actions={<PageButton onClick={onClose}>{t('common.close')}</PageButton>}
    >
      <Tabs
        value={view}
        indicatorColor="primary"
        aria-label={t('users.title')}
        onChange={(_event, next: UsersDialogView) => onShow(next)}
      >
        {VIEWS.map(name => (
          <Tab
            key={name}
            value={name}
            id={`${id}-${name}`}
            aria-controls={`${id}-panel`}
            label={t(`users.${name}`)}
          />
        ))}
      </Tabs>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${view}`}>
        {view === 'counted' ? <CountedUsers /> : <ReclaimableUsers />}
      </div>
    </PageDialog>
  );
}
