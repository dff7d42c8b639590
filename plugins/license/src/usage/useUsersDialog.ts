import { useLocation, useNavigate, useSearchParams } from 'react-router-dom';

const PARAMETER = 'users';

/** The two things that the dialog shows: who counts, and who would free a slot. */
export type UsersDialogView = 'counted' | 'reclaim';

/** Where a link to the dialog leads, from the Overview. */
export const USERS_DIALOG = `?${PARAMETER}`;

/** Goes with a link on this page, so that closing the dialog leads back to where it was. */
export const OPENED_HERE = { usersDialogOpenedHere: true };

/**
 * The dialog that tells who counts. It stands in the address of the page, so that it can be linked to, and the
 * browser's Back closes it.
 */
export function useUsersDialog() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const { state } = useLocation();
  const value = params.get(PARAMETER);

  const at = (next: UsersDialogView | undefined) => {
    const search = new URLSearchParams(params);
    search.delete(PARAMETER);
    if (next) {
      search.set(PARAMETER, next === 'reclaim' ? next : '');
    }
    return { search: search.toString() };
  };

  let view: UsersDialogView | undefined;
  if (value !== null) {
    view = value === 'reclaim' ? 'reclaim' : 'counted';
  }
  return {
    view,
    show: (next: UsersDialogView) =>
      navigate(at(next), { replace: true, state }),
    close: () => {
      if (state?.usersDialogOpenedHere) {
        navigate(-1);
      } else {
        navigate(at(undefined), { replace: true });
      }
    },
  };
}
