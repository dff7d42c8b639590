import {
  LicenseDocument,
  licenseDocumentSchema,
} from '../document/LicenseDocument';
import { LicenseFacts } from '../domain/licenses';
import { licensePeriod } from '../domain/period';

/** A license as it is written, with the required members only; change what matters to a test. */
export const written = (changes: Record<string, unknown> = {}) => ({
  format: 'thetasecure-license/1',
  licenseId: 'LIC-1',
  licenseKey: 'NX-7Q4M-2KXD-9PWA-T3HC',
  product: 'NX',
  customer: { name: 'Example Corp', email: 'it@example.com' },
  maxUsers: 100,
  validFrom: '2026-02-01',
  validUntil: '2027-02-28',
  issuedAt: '2026-01-15T09:00:00Z',
  ...changes,
});

/** The same as it is read: with defaults. */
export const licenseDocument = (
  changes: Partial<LicenseDocument> = {},
): LicenseDocument => licenseDocumentSchema.parse(written(changes));

/** The same as it is installed and verified. */
export function installed(
  changes: Partial<LicenseDocument> = {},
  checks: LicenseFacts['checks'] = [],
  options?: { maxGracePeriodDays?: number },
): LicenseFacts {
  const document = licenseDocument(changes);
  return {
    verified: {
      document,
      period: licensePeriod(document, options),
      issuedAt: Date.parse(document.issuedAt),
    },
    checks,
  };
}
