/**
 * The license document, what licenses are worth, and the API of License Management.
 *
 * @packageDocumentation
 */
export * from './permissions';
export {
  addDays,
  dateAt,
  lastDayOfTerm,
  termBetween,
} from './document/calendar';
export * from './document/describeMember';
export * from './document/LicenseDocument';
export { isIdentifier, isInstant } from './document/memberRules';
export * from './document/parseDocument';
export {
  revocationListSchema,
  revocationsById,
} from './document/RevocationList';
export type { Revocation, RevocationList } from './document/RevocationList';
export * from './domain/checks';
export * from './domain/coverage';
export * from './domain/deployment';
export * from './domain/describeEvent';
export * from './domain/describeWarning';
export * from './domain/entitlement';
export * from './domain/evaluate';
export * from './domain/forecast';
export * from './domain/InstalledLicense';
export * from './domain/licenses';
export * from './domain/LicenseSet';
export * from './domain/outlook';
export * from './domain/period';
export { checkRevocationVersion } from './domain/revocations';
export type { RevocationListVersion } from './domain/revocations';
export * from './domain/securityEvents';
export * from './domain/shownFacts';
export * from './domain/warningCauses';
export * from './api/endpoints';
export * from './api/findLicenses';
export * from './api/openapi';
export * from './api/requests';
export * from './api/schemas';
export * from './api/usageSchemas';
