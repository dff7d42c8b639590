import { JsonObject } from '@backstage/types';
import { DateTime } from 'luxon';

const PRODUCTS = ['NX', 'NX Studio', 'Atlas', 'Relay', 'Relay+'];
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Pacific/Auckland',
  'America/Sao_Paulo',
  'Africa/Nairobi',
];
const FEATURES = ['sso', 'audit', 'api', 'reports', 'priority-support'];
const CUSTOMERS = 60;

/** Of each hundred licenses, those with these last two digits are not in force. */
const TERMS: Record<number, { from: number; until: number }> = {
  13: { from: -400, until: -60 },
  37: { from: -500, until: -200 },
  59: { from: 10, until: 375 },
  71: { from: -375, until: -10 },
  83: { from: 40, until: 405 },
};

/** From this number on nobody installs them beforehand, and all are in force: a portal takes no others. */
export const FIRST_NEW = 1_000_000;

const pick = <T>(items: readonly T[], index: number): T =>
  items[index % items.length];

const group = (value: number) =>
  value.toString(36).toUpperCase().padStart(4, '0').slice(-4);

/** The id of one of many licenses. */
export const licenseIdOf = (index: number): string =>
  `LIC-${String(index).padStart(7, '0')}`;

/**
 * The members of one of many licenses. They differ as those of a vendor do: products, customers, time zones, terms; most
 * are in force, some expired, in their grace period or yet to begin, and some supersede the one before.
 *
 * @param now - in milliseconds since the epoch; each license is issued after the one before, and all before this
 */
export function membersOf(index: number, now: number): JsonObject {
  const today = DateTime.fromMillis(now, { zone: 'utc' });
  const day = (days: number) => today.plus({ days }).toISODate()!;
  const customer = (index * 7) % CUSTOMERS;
  const term = (index < FIRST_NEW && TERMS[index % 100]) || {
    from: -30 - (index % 300),
    until: 30 + ((index * 11) % 700),
  };
  const product = pick(PRODUCTS, index);
  return {
    format: 'thetasecure-license/1',
    licenseId: licenseIdOf(index),
    licenseKey: `NX-${[index, index * 31, index * 17].map(group).join('-')}`,
    product,
    ...(index % 10 === 9 && { type: 'trial' }),
    customer: {
      name: `Customer ${customer + 1} Ltd.`,
      email: `licenses@customer-${customer + 1}.example.com`,
    },
    maxUsers: 5 + ((index * 13) % 500),
    validFrom: day(term.from),
    validUntil: day(term.until),
    timeZone: pick(ZONES, index),
    gracePeriodDays: pick([0, 14, 30], index),
    features: FEATURES.slice(0, index % (FEATURES.length + 1)),
    ...(index % 20 === 19 && { supersedes: [licenseIdOf(index - 1)] }),
    issuer: 'Example Vendor',
    issuedAt: today
      .minus({ days: 20 })
      .plus({ seconds: index })
      .toISO({ suppressMilliseconds: true })!,
  };
}
