/**
 * Reading, verifying and issuing license files and revocation lists.
 *
 * @packageDocumentation
 */
export * from './issuing/completeLicense';
export * from './issuing/extendRevocationList';
export * from './issuing/issueLicense';
export * from './issuing/LicenseOrder';
export * from './issuing/renewLicense';
export * from './keys/parseJwks';
export * from './keys/TrustedKeys';
export * from './licenseFile/checkLicenseFile';
export * from './licenseFile/readLicenseFile';
export * from './mounted/mountedFiles';
export {
  MAX_LICENSE_FILE_BYTES,
  readJsonObject,
} from './reading/readJsonObject';
export type { ReadJsonOptions } from './reading/readJsonObject';
export * from './revocationList/checkRevocationList';
export * from './revocationList/readRevocationList';
export { MAX_REVOCATION_LIST_BYTES } from './revocationList/revocationListKind';
export type { DetachedSignature } from './signedFile/DetachedSignature';
export type { CheckedFile, VerifiedFile } from './signedFile/checkSignedFile';
export type { SignedFacts, SignedFile } from './signedFile/SignedFile';
export * from './signing/createSigningKey';
export * from './signing/protectSigningKey';
export * from './signing/signLicense';
export * from './signing/signRevocationList';
