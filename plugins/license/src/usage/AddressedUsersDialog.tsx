import { lazyDialog } from '../dialog/lazyDialog';
import { useUsersDialog } from './useUsersDialog';

const UsersDialog = lazyDialog(
  { title: t => t('users.title'), wide: true },
  () => import('./UsersDialog').then(m => m.UsersDialog),
);

/** The dialog that tells who counts; open while the address of the page says so. */
export function AddressedUsersDialog() {
  const { view, show, close } = useUsersDialog();
  return view ? (
    <UsersDialog view={view} onShow={show} onClose={close} />
  ) : null;
}
