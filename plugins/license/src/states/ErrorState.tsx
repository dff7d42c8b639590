import MissingIcon from '@material-ui/icons/Extension';
import FailedIcon from '@material-ui/icons/ErrorOutline';
import ForbiddenIcon from '@material-ui/icons/Lock';
import SignedOutIcon from '@material-ui/icons/ExitToApp';
import UnreachableIcon from '@material-ui/icons/CloudOff';
import { PageButton } from '../banner/PageButton';
import { useText } from '../useText';
import { ErrorKind, errorKind, serverMessage } from './errorKind';
import { StateMessage } from './StateMessage';

const ICONS = {
  forbidden: ForbiddenIcon,
  signedOut: SignedOutIcon,
  missing: MissingIcon,
  unreachable: UnreachableIcon,
  failed: FailedIcon,
} satisfies Record<ErrorKind, unknown>;

/** Stands where the numbers would be, if they could not be loaded. */
export function ErrorState(props: {
  error: unknown;
  onRetry: () => void;
  /** What to say to those who miss another permission than the one to see licenses. */
  forbidden?: string;
}) {
  const t = useText();
  const kind = errorKind(props.error);
  const message = kind === 'failed' ? serverMessage(props.error) : undefined;
  return (
    <StateMessage
      icon={ICONS[kind]}
      role="alert"
      title={t(`states.${kind}.title`)}
      action={
        <PageButton variant="outlined" onClick={props.onRetry}>
          {t('common.retry')}
        </PageButton>
      }
    >
      <p>
        {kind === 'forbidden' && props.forbidden
          ? props.forbidden
          : t(`states.${kind}.body`)}
      </p>
      {message && (
        <p>{t('states.serverSays', { message: <bdi>{message}</bdi> })}</p>
      )}
    </StateMessage>
  );
}
