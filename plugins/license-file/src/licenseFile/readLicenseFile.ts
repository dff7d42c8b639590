import { LicenseDocument } from '@thetasecure/backstage-plugin-license-common';
import { readSignedFile, SignedFile } from '../signedFile/SignedFile';
import { atOnce } from '../turns/Steps';
import { licenseFileKind } from './licenseFileKind';

/**
 * A license file that has the right form.
 *
 * @public
 */
export type LicenseFile = SignedFile<LicenseDocument>;

/**
 * Reads a license file, without verifying it: the `format` check. What it returns is a stranger's word;
 * `checkLicenseFile` also verifies it.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @returns the file, or one sentence that tells what is wrong and repeats nothing of the content
 * @public
 */
export function readLicenseFile(
  bytes: Uint8Array,
): { file: LicenseFile } | { fault: string } {
  return atOnce(readSignedFile(bytes, licenseFileKind));
}
