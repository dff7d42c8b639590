import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import type { LicenseApi } from '../api/LicenseApi';

// The most that the server lists at once.
const PAGE = 500;

/**
 * Looks at what an event was about once more: what was found since may stand in another event.
 *
 * @returns the event of its subject that is still the case, or else the event itself; `undefined` if nobody has to
 * answer for either any more
 */
export async function findOpenEvent(
  api: Pick<LicenseApi, 'listEvents'>,
  shown: SecurityEvent,
): Promise<SecurityEvent | undefined> {
  let itself: SecurityEvent | undefined;
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const { items, totalItems } = await api.listEvents({
      state: 'open',
      limit: PAGE,
      offset,
    });
    total = totalItems;
    for (const event of items) {
      if (!event.acknowledgedAt && event.subject === shown.subject) {
        if (event.active) {
          return event;
        }
        itself = event.id === shown.id ? event : itself;
      }
    }
  }
  return itself;
}
