import { makeStyles } from '@material-ui/core/styles';
import type {
  SecurityEvent,
  SecurityEventPage,
} from '@thetasecure/backstage-plugin-license-common';
import { Pager } from '../paging/Pager';
import { EventEntry } from './EventEntry';
import { strayDocument } from './strayDocument';
import { EVENTS_PER_PAGE } from './useSecurity';

const useStyles = makeStyles({
  list: { margin: 0, padding: 0, listStyle: 'none' },
});

/** One page of alarms. */
export function EventList(props: {
  events: SecurityEventPage;
  labelledBy: string;
  page: number;
  onPage: (page: number) => void;
  onAcknowledge?: (event: SecurityEvent) => void;
  onDeleteDocument?: (event: SecurityEvent) => void;
}) {
  const classes = useStyles();
  const { events, labelledBy, page, onPage } = props;
  const { onAcknowledge, onDeleteDocument } = props;
  return (
    <>
      <ul className={classes.list} aria-labelledby={labelledBy}>
        {events.items.map(event => (
          <EventEntry
            key={event.id}
            event={event}
            onAcknowledge={
              onAcknowledge && !event.acknowledgedAt
                ? () => onAcknowledge(event)
                : undefined
            }
            onDeleteDocument={
              onDeleteDocument && strayDocument(event) !== undefined
                ? () => onDeleteDocument(event)
                : undefined
            }
          />
        ))}
      </ul>
      {events.totalItems > EVENTS_PER_PAGE && (
        <Pager
          totalItems={events.totalItems}
          page={page}
          rowsPerPage={EVENTS_PER_PAGE}
          onPage={onPage}
        />
      )}
    </>
  );
}
