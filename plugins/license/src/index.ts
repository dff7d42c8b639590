/**
 * The License page for portals on the legacy frontend system.
 *
 * @packageDocumentation
 */
export { LicensePage, licensePlugin } from './plugin';
export { licenseApiRef } from './api/LicenseApi';
export type {
  LicenseApi,
  RevocationsOutcome,
  UploadOutcome,
} from './api/LicenseApi';
export { LicenseClient } from './api/LicenseClient';
export { UnreachableError } from './api/UnreachableError';
export { licenseTranslationRef } from './translation';
