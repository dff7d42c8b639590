import { RevocationList } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '../keys/TrustedKeys';
import { CheckedFile, checkSignedFile } from '../signedFile/checkSignedFile';
import { revocationListKind } from './revocationListKind';

/**
 * Reads and verifies a revocation list, at most 1 MiB. No bytes, however broken, make it throw.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @public
 */
export async function checkRevocationList(
  bytes: Uint8Array,
  keys: TrustedKeys,
): Promise<CheckedFile<RevocationList>> {
  return checkSignedFile(bytes, revocationListKind, keys);
}
