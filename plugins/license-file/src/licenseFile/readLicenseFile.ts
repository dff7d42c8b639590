import { LicenseDocument } from '@thetasecure/backstage-plugin-license-common';
import { atOnce } from '../turns/Steps';
import {
  readSignedFile,
  readSignedFileAgain,
  SignedFile,
  SignedPayload,
} from '../signedFile/SignedFile';
import { licenseFileKind } from './licenseFileKind';

/**
 * A license file that has the right form.
 *
 * @public
 */
export type LicenseFile = SignedFile<LicenseDocument>;

/**
 * Reads a license file, without verifying it: the `format` check. What it returns is a stranger's word; show
 * nothing of it before `verifyLicenseFile`, or call `checkLicenseFile`, which does both.
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

/**
 * Takes what the signature is verified by out of the text of a license file that `readLicenseFile` has read before,
 * for those who verify again and again what they keep. Whoever calls it knows by a digest that it is the same text.
 *
 * @throws if it cannot be read at all
 * @public
 */
export function readLicenseFileAgain(text: string): SignedPayload {
  return readSignedFileAgain(text);
}
