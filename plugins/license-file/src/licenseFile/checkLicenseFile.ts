import { Check } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '../keys/TrustedKeys';
import { checkSignedFile } from '../signedFile/checkSignedFile';
import { licenseFileKind } from './licenseFileKind';
import { LicenseFile } from './readLicenseFile';

/**
 * What was found in some bytes that are said to be a license file.
 *
 * @public
 */
export interface CheckedLicenseFile {
  /** `format`, `key` and `signature`, in this order, up to the first that fails. */
  checks: Check[];
  /** There only if all three passed: what is not verified is not a fact. */
  file?: LicenseFile;
}

/**
 * Reads and verifies a license file. No bytes, however broken, make it throw.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @public
 */
export async function checkLicenseFile(
  bytes: Uint8Array,
  keys: TrustedKeys,
): Promise<CheckedLicenseFile> {
  return checkSignedFile(bytes, licenseFileKind, keys);
}
