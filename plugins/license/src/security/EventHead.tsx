import { makeStyles } from '@material-ui/core/styles';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { Badge } from '../status/Badge';
import { useText } from '../useText';

const useStyles = makeStyles({ title: { fontWeight: 500 } });

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
        <span className={classes.title}>{t(`events.type.${type}`)}</span>{' '}
        <code>{type}</code>
      </p>
      <p>
        <bdi>{message}</bdi>
      </p>
    </>
  );
}
