import { z } from 'zod';
import { day, id, instant, line, wholeNumber } from './memberRules';

/**
 * The revocation list: the object inside its file, without the signature.
 *
 * Unknown members are kept, in the items too: the signature covers them, and they change nothing.
 * Each message completes a sentence that begins with the member's name.
 *
 * @public
 */
export const revocationListSchema = z.looseObject(
  {
    format: z.literal('thetasecure-revocations/1', {
      error: 'must be "thetasecure-revocations/1"',
    }),
    // Of two lists of a vendor, the one with the higher number is in force.
    sequence: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    issuedAt: instant,
    revoked: z.array(
      z.looseObject(
        { licenseId: id, revokedAt: day, reason: line.optional() },
        { error: 'must be an object with "licenseId" and "revokedAt"' },
      ),
      { error: 'must be a list of revocations' },
    ),
  },
  { error: 'must be an object' },
);

/**
 * What a revocation list says.
 *
 * @public
 */
export type RevocationList = z.output<typeof revocationListSchema>;

/**
 * One license that its vendor revoked: its id, the day, and a reason if the vendor gave one.
 *
 * @public
 */
export type Revocation = RevocationList['revoked'][number];

/**
 * The revocations of a list by the id of the license. Where an id is there twice, its first entry stands.
 *
 * @public
 */
export function revocationsById(
  list: RevocationList,
): ReadonlyMap<string, Revocation> {
  const revocations = new Map<string, Revocation>();
  for (const revocation of list.revoked) {
    if (!revocations.has(revocation.licenseId)) {
      revocations.set(revocation.licenseId, revocation);
    }
  }
  return revocations;
}
