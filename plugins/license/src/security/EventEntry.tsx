import { makeStyles } from '@material-ui/core/styles';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';

import { PageButton } from '../banner/PageButton';
import { Badge } from '../status/Badge';
import { Instant } from '../time/Instant';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(1.5, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    overflowWrap: 'anywhere',
    '& p': { margin: theme.spacing(0, 0, 0.5) },
  },
}));

/** One alarm: what was found, since when, and what to do. */
export function EventEntry(props: {
  event: SecurityEvent;
  onAcknowledge?: () => void;
}) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const { event, onAcknowledge } = props;
  const who = event.acknowledgedBy && <bdi>{event.acknowledgedBy}</bdi>;
  return (
    <li className={classes.root}>
      <p id={id}>
        <Badge tone={event.severity === 'critical' ? 'error' : 'warning'}>
          {t(`events.${event.severity}`)}
        </Badge>{' '}
        <bdi>{event.message}</bdi> <code>{event.type}</code>
      </p>
      <p>
        {event.licenseId
          ? t('events.license', { id: <bdi>{event.licenseId}</bdi> })
          : t('events.subject', { subject: <bdi>{event.subject}</bdi> })}
        {' · '}
        {t(event.active ? 'events.active' : 'events.gone')}
        {who && <> · {t('events.acknowledged', { who })}</>}
      </p>
      <p>
        {t('events.since', {
          time: <Instant value={event.firstSeenAt} />,
          seen: <Instant value={event.lastSeenAt} />,
        })}
      </p>
      <p>{t('events.remedy', { remedy: <bdi>{event.remedy}</bdi> })}</p>
      {event.note && (
        <p>
          {t('events.note')}: <bdi>{event.note}</bdi>
        </p>
      )}
      {onAcknowledge && (
        <PageButton
          size="small"
          variant="outlined"
          aria-describedby={id}
          onClick={onAcknowledge}
        >
          {t('events.acknowledge')}
        </PageButton>
      )}
    </li>
  );
}
