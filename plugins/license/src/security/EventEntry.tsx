import { makeStyles } from '@material-ui/core/styles';
import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { PageButton } from '../banner/PageButton';
import { Instant } from '../time/Instant';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { EventHead } from './EventHead';
import { staysOpen } from './staysOpen';

const useStyles = makeStyles(theme => ({
  root: {
    padding: theme.spacing(1.5, 0),
    borderTop: `1px solid ${theme.palette.divider}`,
    overflowWrap: 'anywhere',
    '& p': { margin: theme.spacing(0, 0, 0.5) },
  },
  actions: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
}));

/** One alarm: what was found, since when, and what to do. */
export function EventEntry(props: {
  event: SecurityEvent;
  onAcknowledge?: () => void;
  onDeleteDocument?: () => void;
}) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const { event, onAcknowledge, onDeleteDocument } = props;
  const { active, acknowledgedAt, acknowledgedBy } = event;
  const overText = acknowledgedAt ? 'events.closed' : 'events.gone';
  return (
    <li className={classes.root}>
      <div id={id}>
        <EventHead event={event} />
      </div>
      <p>
        {event.licenseId
          ? t('events.license', { id: <bdi>{event.licenseId}</bdi> })
          : t('events.subject', { subject: <bdi>{event.subject}</bdi> })}
        {' · '}
        {t(active ? 'events.active' : overText)}
      </p>
      <p>
        {t('events.since', {
          time: <Instant value={event.firstSeenAt} />,
          seen: <Instant value={event.lastSeenAt} />,
        })}
      </p>
      <p>{t('events.remedy', { remedy: <bdi>{event.remedy}</bdi> })}</p>
      {acknowledgedAt && (
        <p>
          {t('events.acknowledged', {
            who: <bdi>{acknowledgedBy ?? t('common.unknown')}</bdi>,
            time: <Instant value={acknowledgedAt} />,
          })}
          {active && <> {t(staysOpen(event))}</>}
        </p>
      )}
      {event.note && (
        <p>
          {t('events.note')}: <bdi>{event.note}</bdi>
        </p>
      )}
      <div className={classes.actions}>
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
        {onDeleteDocument && (
          <PageButton
            size="small"
            variant="outlined"
            aria-describedby={id}
            onClick={onDeleteDocument}
          >
            {t('events.deleteDocument')}
          </PageButton>
        )}
      </div>
    </li>
  );
}
