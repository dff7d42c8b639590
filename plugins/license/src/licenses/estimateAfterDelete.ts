import {
  entitlement,
  type License,
  type Overview,
} from '@thetasecure/backstage-plugin-license-common';
import { CardNumbers } from '../summary/CompareSummaries';

/**
 * What the cards would show without a license. Only the server knows for sure: a license that the deleted one
 * supersedes, or the same one from a file, may count again.
 *
 * @param overview - of now; lists the counting licenses, but at most 100 of them
 * @returns `undefined` if the license does not count, so that nothing changes
 */
export function estimateAfterDelete(
  overview: Overview,
  license: License,
): CardNumbers | undefined {
  const { licenses, licensesTotal, activeUsers, capacity } = overview;
  const others = licenses.filter(
    ({ licenseId }) => licenseId !== license.licenseId,
  );
  const complete = licenses.length === licensesTotal;
  if (others.length < licenses.length && complete) {
    return { activeUsers, ...entitlement(others, activeUsers) };
  }
  if (complete || !['active', 'grace_period'].includes(license.status)) {
    return undefined;
  }
  // Of the licenses beyond the list only the sum is known: they stand in as one. Its type is that of the whole,
  // so whether subscriptions or trials are left is only known if the list tells.
  const rest = entitlement(
    [
      {
        type: 'trial',
        maxUsers: capacity - (license.maxUsers ?? 0),
        status: overview.inGracePeriod ? 'grace_period' : 'active',
      },
    ],
    activeUsers,
  );
  const subscribed =
    license.type === 'trial'
      ? overview.operatingMode === 'licensed'
      : others.some(({ type }) => type === 'subscription');
  const modeKnown = subscribed || overview.operatingMode === 'trial';
  return {
    activeUsers,
    ...rest,
    operatingMode: modeKnown ? overview.operatingMode : undefined,
  };
}
