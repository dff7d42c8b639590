import { RevocationList } from '@thetasecure/backstage-plugin-license-common';
import { readSignedFile, SignedFile } from '../signedFile/SignedFile';
import { atOnce } from '../turns/Steps';
import { revocationListKind } from './revocationListKind';

/**
 * Reads a revocation list, without verifying it: the `format` check. What it returns is a stranger's word.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @returns the file, or one sentence that tells what is wrong and repeats nothing of the content
 * @public
 */
export function readRevocationList(
  bytes: Uint8Array,
): { file: SignedFile<RevocationList> } | { fault: string } {
  return atOnce(readSignedFile(bytes, revocationListKind));
}
