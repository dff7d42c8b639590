import { JsonObject } from '@backstage/types';
import {
  MAX_REVOCATION_LIST_BYTES,
  readJsonObject,
} from '@thetasecure/backstage-plugin-license-file';
import { CommandError } from '../commandLine/CommandError';

const LISTS = 'thetasecure-revocations/';

/** Whether somebody took a file of keys for one of licenses. A license may have such members of its own. */
export const isKey = ({ format, kty, keys }: JsonObject): boolean =>
  format === undefined && (kty !== undefined || keys !== undefined);

/**
 * Which kind of signed file some bytes are meant to be; a license, if nothing speaks for a revocation list.
 *
 * @param name - what messages call the file
 * @throws a `CommandError` for keys, which people mix up with what they sign
 */
export function kindOf(
  bytes: Buffer,
  name: string,
): 'license' | 'revocation list' {
  const read = readJsonObject(bytes, { maxBytes: MAX_REVOCATION_LIST_BYTES });
  if ('fault' in read) {
    // What is wrong with it should be told of the kind that it is.
    return bytes.includes(LISTS) ? 'revocation list' : 'license';
  }
  if (isKey(read.value)) {
    throw new CommandError(
      `${name} holds a key, not a license; name a license file or a revocation list`,
    );
  }
  return String(read.value.format).startsWith(LISTS)
    ? 'revocation list'
    : 'license';
}
