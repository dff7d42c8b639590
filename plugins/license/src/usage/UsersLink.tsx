import { Link } from '@backstage/core-components';
import { useText } from '../useText';
import { OPENED_HERE, USERS_DIALOG } from './useUsersDialog';

/** Opens the dialog that tells who counts. */
export function UsersLink() {
  const t = useText();
  return (
    <Link to={USERS_DIALOG} state={OPENED_HERE} underline="always">
      {t('users.link')}
    </Link>
  );
}
