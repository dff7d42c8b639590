import type { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';

/** The text that says until when an alarm stays open although it was acknowledged. */
export function staysOpen({ type, licenseId }: SecurityEvent) {
  if (licenseId) {
    return 'events.staysOpenLicense';
  }
  switch (type) {
    case 'document_unknown':
      return 'events.staysOpenDocument';
    case 'file_invalid':
      return 'events.staysOpenFile';
    default:
      return 'events.staysOpen';
  }
}
