import { makeStyles } from '@material-ui/core/styles';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { Badge } from '../status/Badge';
import { useText } from '../useText';

const useStyles = makeStyles(theme => ({
  name: { color: theme.palette.text.secondary },
}));

/** What kind of alarm it is, in words and as the API names it, and what was found. */
export function EventHead(props: { event: SecurityEvent }) {
  const classes = useStyles();
  const t = useText();
  const { severity, type, message } = props.event;
  return (
    <>
      <p>
        <Badge tone={severity === 'critical' ? 'error' : 'warning'}>
          {t(`events.${severity}`)}
        </Badge>{' '}
        <strong>{t(`events.type.${type}`)}</strong>{' '}
        <code className={classes.name}>{type}</code>
      </p>
      <p>
        <bdi>{message}</bdi>
      </p>
    </>
  );
}
