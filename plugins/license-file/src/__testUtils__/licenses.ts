import { JsonObject } from '@backstage/types';
import { JWK } from 'jose';
import { TrustedKeys } from '../keys/TrustedKeys';

/** A license with every member that the format knows; change what matters to a test. */
export function licenseDocument(changes: JsonObject = {}): JsonObject {
  return {
    format: 'thetasecure-license/1',
    licenseId: 'LIC-2026-000123',
    licenseKey: 'NX-7Q4M-2KXD-9PWA-T3HC',
    product: 'NX',
    type: 'subscription',
    productInstanceId: 'portal-1',
    customer: { name: 'Example Corp', email: 'it@example.com' },
    maxUsers: 100,
    validFrom: '2026-02-01',
    validUntil: '2027-02-28',
    timeZone: 'UTC',
    gracePeriodDays: 30,
    features: ['sso'],
    supersedes: ['LIC-2025-000077'],
    issuer: 'https://license.example.com',
    issuedAt: '2026-01-15T09:00:00Z',
    ...changes,
  };
}

/** A revocation list with every member that the format knows; change what matters to a test. */
export function revocationList(changes: JsonObject = {}): JsonObject {
  return {
    format: 'thetasecure-revocations/1',
    sequence: 7,
    issuedAt: '2026-05-01T09:00:00Z',
    revoked: [
      {
        licenseId: 'LIC-2026-000123',
        revokedAt: '2026-05-01',
        reason: 'Never paid.',
      },
      { licenseId: 'LIC-2025-000077', revokedAt: '2026-04-01' },
    ],
    ...changes,
  };
}

export const bytesOf = (text: string): Uint8Array =>
  new TextEncoder().encode(text);

export const trust = (...jwks: JWK[]): Promise<TrustedKeys> =>
  TrustedKeys.create(jwks.map(jwk => ({ jwk, source: 'the test' })));
