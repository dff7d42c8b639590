import { JsonObject } from '@backstage/types';
import {
  addDays,
  dateAt,
  LicenseDocument,
  licensePeriod,
} from '@thetasecure/backstage-plugin-license-common';

/**
 * What stays of a license when it is renewed, and what follows from it. Complete it with `completeLicense`.
 *
 * @remarks
 * License key, product, customer, seats and everything else stay; id, dates and the instant of issue do not.
 * `validFrom` is the day after the last one of the old license, or today if its grace is over. `supersedes` also
 * names what the old license superseded: with the old one gone, that would count again.
 *
 * @param old - verified: what it says is signed again
 * @param options - `now`: in milliseconds since the epoch
 * @public
 */
export function renewLicense(
  old: LicenseDocument,
  options: { now: number },
): JsonObject {
  const { licenseId, issuedAt, validFrom, validUntil, supersedes, ...stays } =
    old;
  const isOver = options.now >= licensePeriod(old).graceEnds;
  return {
    ...(stays as JsonObject),
    validFrom: isOver
      ? dateAt(options.now, old.timeZone)
      : addDays(validUntil, 1),
    supersedes: [...new Set([...supersedes, licenseId])],
  };
}
