import { LicenseDocument } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '../keys/TrustedKeys';
import { CheckedFile, checkSignedFile } from '../signedFile/checkSignedFile';
import { licenseFileKind } from './licenseFileKind';

/**
 * Reads and verifies a license file. No bytes, however broken, make it throw.
 *
 * @remarks
 * The trusted key decides about the algorithm: `EdDSA` or `Ed25519` (RFC 9864) for one on Ed25519, `ES256` for
 * one on P-256. What the file names has to agree, and chooses nothing.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @public
 */
export async function checkLicenseFile(
  bytes: Uint8Array,
  keys: TrustedKeys,
): Promise<CheckedFile<LicenseDocument>> {
  return checkSignedFile(bytes, licenseFileKind, keys);
}
