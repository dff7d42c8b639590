import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  dateAt,
  lastDayOfTerm,
  licenseDocumentSchema,
} from '@thetasecure/backstage-plugin-license-common';
import { randomInt } from 'node:crypto';
import { issueInstant } from './issueInstant';
import { LicenseOrder } from './LicenseOrder';

/** Capital letters and digits that nobody takes for one another: without 0, 1, I, L, O and U. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

const randomGroup = (length: number) =>
  Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');

/** Begins with what is left of the product in capital letters and digits, as readers know it by that. */
function newLicenseKey(product: unknown): string {
  const prefix = String(product ?? '')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  const groups = Array.from({ length: 4 }, () => randomGroup(4));
  return [prefix || 'LIC', ...groups].join('-');
}

/** Today in the zone of the license; of a zone that is none, the form of the license will tell. */
function today(now: number, timeZone: unknown): string {
  const { data } = licenseDocumentSchema.shape.timeZone.safeParse(timeZone);
  return dateAt(now, data ?? 'UTC');
}

const usualTerm = ({ type }: JsonObject) => (type === 'trial' ? 'P30D' : 'P1Y');

/** Of a first day that is none it is undefined: the form of the license will tell. */
function lastDay(validFrom: string, term: string): string | undefined {
  if (lastDayOfTerm('2000-01-01', term) === undefined) {
    throw new InputError(
      'The term must be an ISO 8601 duration of years, months, weeks or days, such as P1Y, P18M or P30D',
    );
  }
  return lastDayOfTerm(validFrom, term);
}

/**
 * Fills in what a license needs and leaves out.
 *
 * @remarks
 * `format`; `licenseId` and `licenseKey` by chance (39 and 78 bits); `issuedAt` now; `validFrom` today in the
 * license's time zone; `validUntil` the last day of the term, which is one year, and 30 days for a trial. What is
 * there stays as it is, right or wrong.
 *
 * @param options - `now`: in milliseconds since the epoch
 * @returns the members in the order of the format, others after them
 * @throws an `InputError` for a term that is none, or beside `validUntil`
 * @public
 */
export function completeLicense(
  { members, term }: LicenseOrder,
  { now }: { now: number },
): JsonObject {
  if (term !== undefined && members.validUntil !== undefined) {
    throw new InputError(
      'Both a term and "validUntil" say when the license ends; leave one of them out',
    );
  }
  const instant = issueInstant(now);
  const validFrom = members.validFrom ?? today(now, members.timeZone);
  const complete: JsonObject = {
    format: 'thetasecure-license/1',
    licenseId: `LIC-${instant.slice(0, 4)}-${randomGroup(8)}`,
    licenseKey: newLicenseKey(members.product),
    validFrom,
    validUntil: lastDay(String(validFrom), term ?? usualTerm(members)),
    issuedAt: instant,
    ...members,
  };
  const order = [
    ...Object.keys(licenseDocumentSchema.shape),
    ...Object.keys(complete),
  ];
  return Object.fromEntries(
    order
      .filter(name => complete[name] !== undefined)
      .map(name => [name, complete[name]]),
  );
}
