import type { Coverage } from '@thetasecure/backstage-plugin-license-common';

/** Whether seats are too few today, and not only from a later day on: then no step leads to the shortfall. */
export function isTooFewNow(
  shortfall: NonNullable<Coverage['shortfall']>,
): boolean {
  return shortfall.capacityBefore === shortfall.capacity;
}
