import { z } from 'zod';
import { day, id, instant, line, wholeNumber } from './memberRules';

/** One item of the list. */
export const revocationSchema = z.object(
  { licenseId: id, revokedAt: day, reason: line.optional() },
  { error: 'must be an object with "licenseId" and "revokedAt"' },
);

/**
 * One license that its vendor revoked: its id, the day, and a reason if the vendor gave one.
 *
 * @public
 */
export type Revocation = z.output<typeof revocationSchema>;

const revocations = z
  .array(z.unknown(), { error: 'must be a list of revocations' })
  .transform((items, context): Revocation[] => {
    const parsed: Revocation[] = [];
    for (const [index, item] of items.entries()) {
      const { data, error } = revocationSchema.safeParse(item);
      if (error) {
        // The first fault is enough: to gather those of half a million items takes seconds.
        const [{ path, message }] = error.issues;
        context.addIssue({ code: 'custom', path: [index, ...path], message });
        return z.NEVER;
      }
      parsed.push(data);
    }
    return parsed;
  });

/**
 * The revocation list: the object inside its file, without the signature.
 *
 * Unknown members are left out, in the items too: the signature covers them, and they change nothing.
 * Each message completes a sentence that begins with the member's name.
 *
 * @public
 */
export const revocationListSchema = z.object(
  {
    format: z.literal('thetasecure-revocations/1', {
      error: 'must be "thetasecure-revocations/1"',
    }),
    // Of two lists of a vendor, the one with the higher number is in force.
    sequence: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    issuedAt: instant,
    revoked: revocations,
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
 * The revocations of a list by the id of the license. Where an id is there twice, its first entry stands.
 *
 * @public
 */
export function revocationsById(
  list: RevocationList,
): ReadonlyMap<string, Revocation> {
  const byId = new Map<string, Revocation>();
  for (const revocation of list.revoked) {
    if (!byId.has(revocation.licenseId)) {
      byId.set(revocation.licenseId, revocation);
    }
  }
  return byId;
}
