import { InputError } from '@backstage/errors';
import { JsonObject } from '@backstage/types';
import {
  Revocation,
  RevocationList,
} from '@thetasecure/backstage-plugin-license-common';
import { SignedFacts } from '../signedFile/SignedFile';
import { issueInstant } from './issueInstant';

/** As they are written, also with members that the format does not know: it has no defaults, so they fit it. */
const revocationsIn = ({ facts }: SignedFacts<RevocationList>) =>
  facts.revoked as Revocation[];

const next = (
  previous: SignedFacts<RevocationList> | undefined,
  revoked: readonly Revocation[],
  now: number,
): JsonObject => ({
  ...previous?.facts,
  format: 'thetasecure-revocations/1',
  sequence: (previous?.document.sequence ?? 0) + 1,
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
  previous: SignedFacts<RevocationList> | undefined,
  added: readonly Revocation[],
  { now }: { now: number },
): JsonObject {
  const revoked = previous ? [...revocationsIn(previous)] : [];
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
  previous: SignedFacts<RevocationList>,
  licenseIds: readonly string[],
  { now }: { now: number },
): JsonObject {
  const revoked = revocationsIn(previous);
  const known = new Set(revoked.map(({ licenseId }) => licenseId));
  const unknown = licenseIds.find(licenseId => !known.has(licenseId));
  if (unknown !== undefined) {
    throw new InputError(
      `The license ${unknown} is not on the list; leave it out`,
    );
  }
  return next(
    previous,
    revoked.filter(({ licenseId }) => !licenseIds.includes(licenseId)),
    now,
  );
}
