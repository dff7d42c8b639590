import { Check } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '../keys/TrustedKeys';
import { SignedPayload } from '../signedFile/SignedFile';
import { verifySignedFile } from '../signedFile/verifySignedFile';
import { licenseFileKind } from './licenseFileKind';

/**
 * Verifies a license file against the keys that are trusted: the checks `key` and `signature`, in this order,
 * up to the first that fails.
 *
 * @remarks
 * The trusted key decides about the algorithm: `EdDSA` or `Ed25519` (RFC 9864) for one on Ed25519, `ES256` for
 * one on P-256. What the file names has to agree, and chooses nothing.
 *
 * @public
 */
export async function verifyLicenseFile(
  file: SignedPayload,
  keys: TrustedKeys,
): Promise<Check[]> {
  return verifySignedFile(file, licenseFileKind.name, keys);
}
