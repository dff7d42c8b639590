import {
  MAX_REVOCATION_LIST_BYTES,
  readJsonObject,
} from '@thetasecure/backstage-plugin-license-file';
import { CommandError } from '../commandLine/CommandError';

/**
 * Which kind of signed file some bytes are meant to be; a license, if nothing speaks for another.
 *
 * @param name - what messages call the file
 * @throws a `CommandError` for keys, which people mix up with what they sign
 */
export function kindOf(
  bytes: Uint8Array,
  name: string,
): 'license' | 'revocation list' {
  const read = readJsonObject(bytes, { maxBytes: MAX_REVOCATION_LIST_BYTES });
  if ('fault' in read) {
    return 'license';
  }
  const { format, kty, keys } = read.value;
  if (kty !== undefined || Array.isArray(keys)) {
    throw new CommandError(
      `${name} holds a key, not a license; name a license file or a revocation list`,
    );
  }
  return String(format).startsWith('thetasecure-revocations/')
    ? 'revocation list'
    : 'license';
}
