import Typography from '@material-ui/core/Typography';
import { ReactNode } from 'react';
import { conflictMessage } from '../states/errorKind';
import { LiveView } from '../states/LiveView';
import { Live } from '../states/useLive';
import { ToneText } from '../status/ToneText';
import { useText } from '../useText';

/** Shows users, or why that is not possible: to somebody without the permission, or with what the portal knows. */
export function UsersView<T>(props: {
  live: Live<T>;
  onRetry: () => void;
  children: (value: T) => ReactNode;
}) {
  const t = useText();
  const { live } = props;
  const conflict =
    live.state === 'failed' ? conflictMessage(live.error) : undefined;
  if (conflict) {
    return (
      <Typography component="div" variant="body2" role="status">
        <p>
          <ToneText tone="neutral">
            <bdi>{conflict}</bdi>
          </ToneText>
        </p>
      </Typography>
    );
  }
  return <LiveView {...props} forbidden={t('users.forbidden')} />;
}
