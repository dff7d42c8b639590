import CircularProgress from '@material-ui/core/CircularProgress';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { useText } from '../useText';
import { ErrorState } from './ErrorState';
import { Live } from './useLive';

const useStyles = makeStyles(theme => ({
  loading: {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    padding: theme.spacing(3),
  },
}));

/** Shows a value of the server, or why it is not there. */
export function LiveView<T>(props: {
  live: Live<T>;
  onRetry: () => void;
  /** What to say to those who miss another permission than the one to see licenses. */
  forbidden?: string;
  children: (value: T) => ReactNode;
}) {
  const { live, onRetry, children } = props;
  const classes = useStyles();
  const t = useText();
  switch (live.state) {
    case 'loading':
      return (
        <div className={classes.loading} role="status">
          <CircularProgress size={24} aria-hidden />
          {t('states.loading')}
        </div>
      );
    case 'failed':
      return (
        <ErrorState
          error={live.error}
          onRetry={onRetry}
          forbidden={props.forbidden}
        />
      );
    default:
      return <>{children(live.value)}</>;
  }
}
