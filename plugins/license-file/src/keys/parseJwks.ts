import { InputError } from '@backstage/errors';
import { asClause } from '../reading/asClause';
import { readJsonObject } from '../reading/readJsonObject';
import { UncheckedKey } from './TrustedKeys';

const MAX_BYTES = 1024 * 1024;

/**
 * Reads a JSON Web Key Set (RFC 7517 section 5): `{ "keys": [...] }`, at most 1 MiB. A `PemKey` may stand among the
 * keys, which other readers of such sets do not know.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @param source - where it comes from, for messages
 * @returns the keys, for `TrustedKeys.create` to look at
 * @throws an `InputError` that names where it comes from and what to do, and repeats nothing of the content
 * @public
 */
export function parseJwks(bytes: Uint8Array, source: string): UncheckedKey[] {
  const read = readJsonObject(bytes, {
    maxBytes: MAX_BYTES,
    subject: `The key set in ${source}`,
  });
  if ('fault' in read) {
    const fault = asClause(read.fault);
    throw new InputError(
      `${fault}; put a JSON Web Key Set there: { "keys": [...] }`,
    );
  }
  const { keys } = read.value;
  if (!Array.isArray(keys)) {
    throw new InputError(
      `The key set in ${source} has no list "keys"; put a JSON Web Key Set there: { "keys": [...] }`,
    );
  }
  return keys.map(jwk => ({ jwk, source }));
}
