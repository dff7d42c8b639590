import type { SecurityEventPage } from '@thetasecure/backstage-plugin-license-common';
import { PageButton } from '../banner/PageButton';
import { LivePart } from '../states/LivePart';
import { Live } from '../states/useLive';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { EventList } from './EventList';
import { PageSection } from '../section/PageSection';

/** The alarms that somebody answered for and that are over, for those who want to see them. */
export function ClosedEvents(props: {
  events: Live<SecurityEventPage> | undefined;
  /** Undefined while nobody wants to see them. */
  page: number | undefined;
  onPage: (page: number | undefined) => void;
  onRetry: () => void;
}) {
  const t = useText();
  const id = useUniqueId();
  const { events = { state: 'loading' }, page, onPage, onRetry } = props;
  const shown = page !== undefined;
  return (
    <PageSection
      id={id}
      title={t('events.closedTitle')}
      action={
        <PageButton
          size="small"
          variant="outlined"
          aria-expanded={shown}
          onClick={() => onPage(shown ? undefined : 0)}
        >
          {t(shown ? 'events.hideClosed' : 'events.showClosed')}
        </PageButton>
      }
    >
      {shown && (
        <LivePart live={events} onRetry={onRetry}>
          {found =>
            found.totalItems === 0 ? (
              <p>{t('events.noneClosed')}</p>
            ) : (
              <EventList
                events={found}
                labelledBy={id}
                page={page}
                onPage={onPage}
              />
            )
          }
        </LivePart>
      )}
    </PageSection>
  );
}
