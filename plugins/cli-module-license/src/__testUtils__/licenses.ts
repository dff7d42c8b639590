import { JsonObject } from '@backstage/types';

const DAY = 24 * 60 * 60 * 1000;

/** The date so many days from now, in UTC. */
export const day = (offset: number): string =>
  new Date(Date.now() + offset * DAY).toISOString().slice(0, 10);

/** So many days after a date. */
export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY).toISOString().slice(0, 10);

/** The instant so many minutes from now. */
export const minutesFromNow = (minutes: number): string =>
  new Date(Date.now() + minutes * 60 * 1000).toISOString().replace(/\.\d+/, '');

/** Today's date in a time zone. */
export const todayIn = (timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(
    Date.now(),
  );

/** The full license key of `licenseMembers`. */
export const LICENSE_KEY = 'NX-7Q4M-2KXD-9PWA-T3HC';

/** The same as it is shown. */
export const MASKED_KEY = 'NX-••••-••••-••••-T3HC';

/** What a license in force says; change what matters to a test. */
export function licenseMembers(changes: JsonObject = {}): JsonObject {
  return {
    format: 'thetasecure-license/1',
    licenseId: 'LIC-1',
    licenseKey: LICENSE_KEY,
    product: 'NX',
    customer: { name: 'Example Corp', email: 'it@example.com' },
    maxUsers: 100,
    validFrom: day(-60),
    validUntil: day(300),
    issuedAt: minutesFromNow(-60 * 24 * 61),
    ...changes,
  };
}

/** What must be said about a license, as members and as options. */
export const ORDER = {
  product: 'NX',
  maxUsers: 100,
  customer: { name: 'Example Corp', email: 'it@example.com' },
};
export const ORDER_OPTIONS = [
  '--product',
  'NX',
  '--max-users',
  '100',
  '--customer-name',
  'Example Corp',
  '--customer-email',
  'it@example.com',
];

/** What a revocation list says; change what matters to a test. */
export function revocationList(changes: JsonObject = {}): JsonObject {
  return {
    format: 'thetasecure-revocations/1',
    sequence: 1,
    issuedAt: minutesFromNow(-60),
    revoked: [
      { licenseId: 'LIC-1', revokedAt: day(-1), reason: 'Never paid.' },
    ],
    ...changes,
  };
}

/** The same, with another value of one option: an option must not be given twice. */
export const orderWith = (option: string, value: string): string[] =>
  ORDER_OPTIONS.map((word, at) =>
    ORDER_OPTIONS[at - 1] === option ? value : word,
  );
