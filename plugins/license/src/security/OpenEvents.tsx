import type {
  SecurityEvent,
  SecurityEventPage,
} from '@thetasecure/backstage-plugin-license-common';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { EventList } from './EventList';
import { PageSection } from '../section/PageSection';

/** The alarms that somebody still has to look at; nothing at all if there are none. */
export function OpenEvents(props: {
  events: SecurityEventPage;
  page: number;
  onPage: (page: number) => void;
  onAcknowledge?: (event: SecurityEvent) => void;
  onDeleteDocument?: (event: SecurityEvent) => void;
}) {
  const t = useText();
  const id = useUniqueId();
  if (props.events.totalItems === 0) {
    return null;
  }
  return (
    <PageSection id={id} title={t('events.title')}>
      <EventList {...props} labelledBy={id} />
    </PageSection>
  );
}
