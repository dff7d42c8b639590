import {
  Check,
  RevocationList,
} from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '../keys/TrustedKeys';
import { checkSignedFile } from '../signedFile/checkSignedFile';
import { SignedFile } from '../signedFile/SignedFile';
import { revocationListKind } from './revocationListKind';

/**
 * The file of a revocation list that has the right form.
 *
 * @public
 */
export type RevocationListFile = SignedFile<RevocationList>;

/**
 * What was found in some bytes that are said to be a revocation list.
 *
 * @public
 */
export interface CheckedRevocationList {
  /** `format`, `key` and `signature`, in this order, up to the first that fails. */
  checks: Check[];
  /** There only if all three passed: what is not verified revokes nothing. */
  list?: RevocationListFile;
}

/**
 * Reads and verifies a revocation list, at most 1 MiB. No bytes, however broken, make it throw.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @public
 */
export async function checkRevocationList(
  bytes: Uint8Array,
  keys: TrustedKeys,
): Promise<CheckedRevocationList> {
  const { checks, file } = await checkSignedFile(
    bytes,
    revocationListKind,
    keys,
  );
  return file ? { checks, list: file } : { checks };
}
