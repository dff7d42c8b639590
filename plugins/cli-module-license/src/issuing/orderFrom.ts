import { JsonObject } from '@backstage/types';
import { LicenseOrder } from '@thetasecure/backstage-plugin-license-file';

/** What options or the cells of a row say, by the name of the member; what is absent says nothing. */
export interface Said {
  'customer.name'?: unknown;
  'customer.email'?: unknown;
  term?: string;
  [member: string]: unknown;
}

const present = (members: Record<string, unknown>): JsonObject =>
  Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as JsonObject;

/** A number that is written as one; anything else stays a text, and the format tells what it wants. */
export const numberIn = (text: string | undefined) =>
  text !== undefined && /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : text;

/** Makes an order of what is said. */
export function orderFrom({
  'customer.name': name,
  'customer.email': email,
  term,
  ...members
}: Said): LicenseOrder {
  const customer = present({ name, email });
  return {
    members: present({
      ...members,
      customer: Object.keys(customer).length > 0 ? customer : undefined,
    }),
    term,
  };
}
