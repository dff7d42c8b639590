/**
 * The license document, what licenses are worth, and the API of License Management.
 *
 * @packageDocumentation
 */
export * from './permissions';
export {
  describeMember,
  isIdentifier,
  isInstant,
  licenseDocumentSchema,
  maskLicenseKey,
  parseLicenseDocument,
} from './document/LicenseDocument';
export type { LicenseDocument } from './document/LicenseDocument';
export * from './domain/checks';
export * from './domain/deployment';
export * from './domain/entitlement';
export * from './domain/licenses';
export * from './domain/period';
export * from './domain/securityEvents';
export * from './api/openapi';
export * from './api/requests';
export * from './api/schemas';
