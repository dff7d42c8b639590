import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  Revocation,
  RevocationList,
} from '@thetasecure/backstage-plugin-license-common';
import { issueInstant } from './issueInstant';

const next = (
  previous: RevocationList | undefined,
  revoked: readonly Revocation[],
  now: number,
): JsonObject => ({
  ...(previous as JsonObject | undefined),
  format: 'thetasecure-revocations/1',
  sequence: (previous?.sequence ?? 0) + 1,
  issuedAt: issueInstant(now),
  revoked: [...revoked] as JsonObject[],
});

/**
 * The revocation list that follows another one: with more licenses on it and the next sequence. Sign it with
 * `signRevocationList`.
 *
 * @param previous - verified: what it says is signed again; `undefined` begins with sequence 1
 * @param added - what is revoked now
 * @param options - `now`: in milliseconds since the epoch
 * @throws an `InputError` that names a license that is on the list already, or named twice
 * @public
 */
export function extendRevocationList(
  previous: RevocationList | undefined,
  added: readonly Revocation[],
  { now }: { now: number },
): JsonObject {
  const revoked = [...(previous?.revoked ?? [])];
  const before = new Set(revoked.map(({ licenseId }) => licenseId));
  const known = new Set(before);
  for (const revocation of added) {
    const { licenseId } = revocation;
    if (known.has(licenseId)) {
      throw new InputError(
        `The license ${licenseId} ${
          before.has(licenseId) ? 'is on the list already' : 'is named twice'
        }; leave it out`,
      );
    }
    known.add(licenseId);
    revoked.push(revocation);
  }
  return next(previous, revoked, now);
}

/**
 * The revocation list that follows another one, without some of the licenses on it: they are good again.
 *
 * @param previous - verified: what it says is signed again
 * @param licenseIds - of licenses that were revoked by mistake
 * @param options - `now`: in milliseconds since the epoch
 * @throws an `InputError` that names a license that is not on the list
 * @public
 */
export function shortenRevocationList(
  previous: RevocationList,
  licenseIds: readonly string[],
  { now }: { now: number },
): JsonObject {
  const known = new Set(previous.revoked.map(({ licenseId }) => licenseId));
  const unknown = licenseIds.find(licenseId => !known.has(licenseId));
  if (unknown !== undefined) {
    throw new InputError(
      `The license ${unknown} is not on the list; leave it out`,
    );
  }
  return next(
    previous,
    previous.revoked.filter(({ licenseId }) => !licenseIds.includes(licenseId)),
    now,
  );
}
