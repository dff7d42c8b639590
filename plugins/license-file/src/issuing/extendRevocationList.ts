import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  Revocation,
  RevocationList,
  revocationsById,
} from '@thetasecure/backstage-plugin-license-common';

/**
 * The revocation list that follows another one: with more licenses on it and the next sequence. Sign it with
 * `signRevocationList`.
 *
 * @param previous - verified: what it says is signed again; `undefined` begins with sequence 1
 * @param added - what is revoked now
 * @param options - `now`: in milliseconds since the epoch
 * @throws an `InputError` that names a license that is on the list already
 * @public
 */
export function extendRevocationList(
  previous: RevocationList | undefined,
  added: readonly Revocation[],
  options: { now: number },
): JsonObject {
  const revoked = [...(previous?.revoked ?? [])];
  const known = new Set(previous && revocationsById(previous).keys());
  for (const revocation of added) {
    if (known.has(revocation.licenseId)) {
      throw new InputError(
        `The license ${revocation.licenseId} is on the list already; leave it out`,
      );
    }
    known.add(revocation.licenseId);
    revoked.push(revocation);
  }
  return {
    ...(previous as JsonObject | undefined),
    format: 'thetasecure-revocations/1',
    sequence: (previous?.sequence ?? 0) + 1,
    issuedAt: new Date(options.now).toISOString().replace(/\.\d+/, ''),
    revoked: revoked as JsonObject[],
  };
}
