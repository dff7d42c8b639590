import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  SecurityEvent,
  SecurityEventPage,
} from '@thetasecure/backstage-plugin-license-common';
import { useState } from 'react';
import { Notice } from '../banner/Banner';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { AcknowledgeDialog } from './AcknowledgeDialog';
import { EventEntry } from './EventEntry';

const useStyles = makeStyles(theme => ({
  root: { marginTop: theme.spacing(3), padding: theme.spacing(2) },
  list: { margin: 0, padding: 0, listStyle: 'none' },
}));

/** The alarms that somebody still has to look at; nothing at all if there are none. */
export function SecurityEvents(props: {
  events: SecurityEventPage;
  mayManage: boolean;
  onDone: (notice: Notice) => void;
}) {
  const classes = useStyles();
  const t = useText();
  const id = useUniqueId();
  const { events, mayManage, onDone } = props;
  const [chosen, setChosen] = useState<SecurityEvent>();
  const more = events.totalItems - events.items.length;
  return (
    <>
      {events.items.length > 0 && (
        <Paper
          className={classes.root}
          component="section"
          aria-labelledby={id}
        >
          <Typography id={id} variant="h6" component="h2">
            {t('events.title')}
          </Typography>
          <ul className={classes.list} aria-labelledby={id}>
            {events.items.map(event => (
              <EventEntry
                key={event.id}
                event={event}
                onAcknowledge={
                  mayManage && !event.acknowledgedAt
                    ? () => setChosen(event)
                    : undefined
                }
              />
            ))}
          </ul>
          {more > 0 && (
            <Typography>{t('events.more', { count: more })}</Typography>
          )}
        </Paper>
      )}
      {chosen && (
        <AcknowledgeDialog
          event={chosen}
          onClose={() => setChosen(undefined)}
          onDone={notice => {
            setChosen(undefined);
            onDone(notice);
          }}
        />
      )}
    </>
  );
}
