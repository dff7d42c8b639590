import { JsonObject } from '@backstage/types';

/**
 * What is ordered of a license: some of its members, or all.
 *
 * @public
 */
export interface LicenseOrder {
  members: JsonObject;
  /** How long it runs, if no member tells: an ISO 8601 duration such as `P1Y`. */
  term?: string;
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * An order, and another one that stands above it, member by member, also within `customer`. A license has one end:
 * one that is told above, by a term or a last day, replaces one that is told below, in whichever way.
 *
 * @public
 */
export function layerOrders(
  below: LicenseOrder,
  above: LicenseOrder,
): LicenseOrder {
  const members = { ...below.members, ...above.members };
  if (isObject(below.members.customer) && isObject(above.members.customer)) {
    members.customer = {
      ...below.members.customer,
      ...above.members.customer,
    };
  }
  if (above.term === undefined && above.members.validUntil === undefined) {
    return { members, term: below.term };
  }
  if (above.members.validUntil === undefined) {
    delete members.validUntil;
  }
  return { members, term: above.term };
}
