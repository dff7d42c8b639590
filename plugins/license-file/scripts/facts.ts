import { JsonObject } from '@backstage/types';

/** A license with the members that it needs. */
export const minimal = (changes: JsonObject = {}): JsonObject => ({
  format: 'thetasecure-license/1',
  licenseId: 'LIC-2026-000123',
  licenseKey: 'NX-7Q4M-2KXD-9PWA-T3HC',
  product: 'NX',
  customer: { name: 'Example Corp', email: 'it@example.com' },
  maxUsers: 100,
  validFrom: '2026-02-01',
  validUntil: '2027-02-28',
  issuedAt: '2026-01-15T09:00:00Z',
  ...changes,
});

/** A license with all members that the format knows. */
export const full = (changes: JsonObject = {}): JsonObject => ({
  format: 'thetasecure-license/1',
  licenseId: 'LIC-2026-000124',
  licenseKey: 'NX-7Q4M-2KXD-9PWA-T3HC',
  product: 'NX',
  type: 'subscription',
  productInstanceId: 'portal-1',
  customer: { name: 'Example Corp', email: 'it@example.com' },
  maxUsers: 100,
  validFrom: '2026-02-01',
  validUntil: '2027-02-28',
  timeZone: 'Europe/Berlin',
  gracePeriodDays: 30,
  features: ['sso', 'audit'],
  supersedes: ['LIC-2025-000077'],
  issuer: 'https://license.example.com',
  issuedAt: '2026-01-15T09:00:00Z',
  ...changes,
});

/** A license whose texts and names are hard to write in the canonical form. */
export const awkward = (changes: JsonObject = {}): JsonObject =>
  minimal({
    customer: {
      name: '例え株式会社 "Łódź" \\ <b>& Söhne</b> 😀',
      email: 'it@example.com',
      contact: { 'phone number': '+49 30 1', 'e-mail?': false },
    },
    note: {
      z: ['e\u0301', '\u00e9', '\u2028\u2029\u007f\u0080\ufeff\ufffd/'],
      '"\\': '\b\t\n\f\r\u0000\u000b\u001f',
      a: { '9': [], '10': {}, B: true, _: -1, '': '' },
    },
    ...changes,
  });

/** The canonical form of `awkward()`, by hand: the characters that are seen badly as escapes of this language. */
export const AWKWARD_CANONICAL = [
  '{"customer":{"contact":{"e-mail?":false,"phone number":"+49 30 1"},"email":"it@example.com",',
  '"name":"例え株式会社 \\"Łódź\\" \\\\ <b>& Söhne</b> 😀"},"format":"thetasecure-license/1",',
  '"issuedAt":"2026-01-15T09:00:00Z","licenseId":"LIC-2026-000123","licenseKey":"NX-7Q4M-2KXD-9PWA-T3HC",',
  '"maxUsers":100,"note":{"\\"\\\\":"\\b\\t\\n\\f\\r\\u0000\\u000b\\u001f",',
  '"a":{"":"","10":{},"9":[],"B":true,"_":-1},',
  '"z":["e\u0301","\u00e9","\u2028\u2029\u007f\u0080\ufeff\ufffd/"]},',
  '"product":"NX","validFrom":"2026-02-01","validUntil":"2027-02-28"}',
].join('');

/** A revocation list. */
export const list = (changes: JsonObject = {}): JsonObject => ({
  format: 'thetasecure-revocations/1',
  sequence: 7,
  issuedAt: '2026-05-01T09:00:00Z',
  revoked: [
    {
      licenseId: 'LIC-2026-000077',
      revokedAt: '2026-05-01',
      reason: 'Refunded',
    },
    { licenseId: 'LIC-2025-000077', revokedAt: '2026-04-01' },
  ],
  ...changes,
});

/** A day on which the licenses above are in force. */
export const SOME_DAY = '2026-06-01T12:00:00Z';

export const VERIFIED = ['format', 'key', 'signature'] as const;
/** What the deployment `open` checks in a license that is bound to none. */
export const OPEN = [...VERIFIED, 'clock', 'period'] as const;
