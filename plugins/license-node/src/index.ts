/**
 * Reading, verifying and signing license files, and what other backend code plugs into License Management.
 *
 * @packageDocumentation
 */
export * from './extensions';
export * from './keys/parseJwks';
export * from './keys/TrustedKeys';
export * from './licenseFile/checkLicenseFile';
export type { DetachedSignature } from './licenseFile/DetachedSignature';
export * from './licenseFile/readLicenseFile';
export * from './licenseFile/verifyLicenseFile';
export * from './reading/readJsonObject';
export * from './service/LicenseService';
export * from './service/licenseServiceRef';
export * from './signing/createSigningKey';
export * from './signing/signLicense';
