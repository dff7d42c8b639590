import { useApi } from '@backstage/core-plugin-api';
import type {
  Checkpoint,
  SecurityEventPage,
  SecurityStatus,
} from '@thetasecure/backstage-plugin-license-common';
import { useCallback, useState } from 'react';
import { licenseApiRef } from '../api/LicenseApi';
import { useExistingPage } from '../paging/useExistingPage';
import { settled } from '../states/settled';
import { Live, useLive } from '../states/useLive';

/** How many events a page of a list holds. */
export const EVENTS_PER_PAGE = 20;

/** What the Security tab shows, all of one moment. */
export interface Security {
  security: SecurityStatus;
  openEvents: SecurityEventPage;
  /** Not there while nobody looks at them. */
  closedEvents?: Live<SecurityEventPage>;
  checkpoint: Live<Checkpoint>;
}

const foundIn = (events: Live<SecurityEventPage> | undefined) =>
  events?.state === 'ready' ? events.value : undefined;

/**
 * Keeps what the Security tab shows up to date, and knows which pages of the events are looked at.
 *
 * @param refreshMs - milliseconds between two looks, if the usual ones are too long
 */
export function useSecurity(refreshMs: number | undefined) {
  const api = useApi(licenseApiRef);
  const [openPage, setOpenPage] = useState(0);
  const [closedPage, setClosedPage] = useState<number>();
  const load = useCallback(async (): Promise<Security> => {
    const events = (state: 'open' | 'closed', page: number) =>
      api.listEvents({
        state,
        limit: EVENTS_PER_PAGE,
        offset: page * EVENTS_PER_PAGE,
      });
    const [security, openEvents, closedEvents, checkpoint] = await Promise.all([
      api.getSecurity(),
      events('open', openPage),
      closedPage === undefined
        ? undefined
        : settled(events('closed', closedPage)),
      settled(api.getCheckpoint()),
    ]);
    return { security, openEvents, closedEvents, checkpoint };
  }, [api, openPage, closedPage]);
  const { live, reload } = useLive(load, refreshMs);

  const shown = live.state === 'ready' ? live.value : undefined;
  useExistingPage({
    page: openPage,
    rowsPerPage: EVENTS_PER_PAGE,
    found: shown?.openEvents,
    setPage: setOpenPage,
  });
  useExistingPage({
    page: closedPage ?? 0,
    rowsPerPage: EVENTS_PER_PAGE,
    found: foundIn(shown?.closedEvents),
    setPage: setClosedPage,
  });

  return { live, reload, openPage, setOpenPage, closedPage, setClosedPage };
}
