import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';

/** The text that says until when an alarm stays open although it was acknowledged. */
export function staysOpen(event: SecurityEvent) {
  return event.licenseId
    ? ('events.staysOpenLicense' as const)
    : ('events.staysOpen' as const);
}
