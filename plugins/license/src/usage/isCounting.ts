import type { Summary } from '@thetasecure/backstage-plugin-license-common';

/**
 * Whether users are being counted at the moment, by another rule or for the first time: the number comes by itself,
 * and nothing is wrong. The server says so with the first word of its reason.
 */
export function isCounting(usage: Summary['usage']): boolean {
  return usage.stale && /^Counting\b/.test(usage.reason ?? '');
}
