import { InputError } from '@backstage/errors';
import { JsonObject, JsonValue } from '@backstage/types';
import {
  addDays,
  dateAt,
  LicenseDocument,
  licensePeriod,
  termBetween,
} from '@thetasecure/backstage-plugin-license-common';
import { SignedFacts } from '../signedFile/SignedFile';
import { issueInstant } from './issueInstant';
import { layerOrders, LicenseOrder } from './LicenseOrder';

/** A license is superseded by one that was issued later, and times of issue are written in seconds. */
const SECOND = 1000;

/** What stays of a license when it is renewed, and what follows from it. */
function whatStays(
  { document, facts }: SignedFacts<LicenseDocument>,
  now: number,
): LicenseOrder {
  const { licenseId, validUntil, supersedes, ...stays }: JsonObject = {
    ...document,
    ...facts,
  };
  const lastDay = document.validUntil;
  const isOver = now >= licensePeriod(document).graceEnds;
  const issued = Math.max(now, Date.parse(document.issuedAt) + SECOND);
  return {
    members: {
      ...stays,
      validFrom: isOver ? dateAt(now, document.timeZone) : addDays(lastDay, 1),
      issuedAt: issueInstant(issued),
    },
    term: termBetween(document.validFrom, lastDay),
  };
}

/** Also what the old license superseded: with that one gone, it would count again. */
function superseding(old: LicenseDocument, others: JsonValue = []): JsonValue {
  const own = [...old.supersedes, old.licenseId];
  // What is no list is left to the form of the license, which tells what it wants.
  return Array.isArray(others) ? [...new Set([...own, ...others])] : others;
}

/**
 * The order of a license that follows another one. Complete it with `completeLicense`.
 *
 * @remarks
 * License key, product, customer, seats, length and everything else stay; id, dates and the instant of issue do not.
 * `validFrom` is the day after the last one of the old license, or today if its grace is over. It supersedes the
 * old license and what that superseded.
 *
 * @param old - verified: what it says is signed again
 * @param changes - what stands above what stays; licenses to supersede are added
 * @param options - `now`: in milliseconds since the epoch
 * @throws an `InputError` if it would be issued no later than the old one, which it could then not supersede
 * @public
 */
export function renewLicense(
  old: SignedFacts<LicenseDocument>,
  changes: LicenseOrder,
  { now }: { now: number },
): LicenseOrder {
  const { members, term } = layerOrders(whatStays(old, now), changes);
  const { issuedAt } = old.document;
  if (Date.parse(String(members.issuedAt)) <= Date.parse(issuedAt)) {
    throw new InputError(
      `The member "issuedAt" is not later than that of the old license, ${issuedAt}; leave it out, or choose a later instant`,
    );
  }
  return {
    members: {
      ...members,
      supersedes: superseding(old.document, changes.members.supersedes),
    },
    term,
  };
}
