import { Revocation } from '../document/RevocationList';
import { Check } from './checks';

/**
 * The `revocation` check: a license that is on the list of its vendor counts for nothing, whatever the day it is
 * revoked from.
 *
 * @param revoked - the list in force, by license id; without one there is nothing to check
 */
export function checkRevocation(
  licenseId: string,
  revoked: ReadonlyMap<string, Revocation> | undefined,
): Check[] {
  if (!revoked) {
    return [];
  }
  const revocation = revoked.get(licenseId);
  if (!revocation) {
    return [
      {
        code: 'revocation',
        status: 'pass',
        message: "The license is not on its vendor's revocation list.",
      },
    ];
  }
  const { revokedAt, reason } = revocation;
  return [
    {
      code: 'revocation',
      status: 'fail',
      message: `The vendor revoked the license as of ${revokedAt}${
        reason === undefined ? '' : ` (reason given: "${reason}")`
      }.`,
      remedy:
        'Ask the vendor for a new license; if this one was revoked by mistake, ask for a new revocation list.',
    },
  ];
}

/**
 * One revocation list of several that a vendor issues: the one with the highest number is meant.
 *
 * @public
 */
export interface RevocationListVersion {
  sequence: number;
  /** SHA-256 of the signed payload, hex: equal if and only if every fact is. */
  digest: string;
}

/**
 * The `version` check of a revocation list: an older list never replaces a newer one, nor does a different one of
 * the same number.
 *
 * @param installed - the list in force; without one there is nothing to check
 * @public
 */
export function checkRevocationVersion(
  candidate: RevocationListVersion,
  installed: RevocationListVersion | undefined,
): Check[] {
  if (!installed) {
    return [];
  }
  const code = 'version';
  if (candidate.sequence < installed.sequence) {
    return [
      {
        code,
        status: 'fail',
        message: `The revocation list has the sequence ${candidate.sequence}; the one in force here has the higher sequence ${installed.sequence}.`,
        remedy: 'Upload the latest revocation list that the vendor sent.',
      },
    ];
  }
  if (
    candidate.sequence === installed.sequence &&
    candidate.digest !== installed.digest
  ) {
    return [
      {
        code,
        status: 'fail',
        message: `A revocation list with the same sequence ${installed.sequence}, with other facts, is in force here.`,
        remedy:
          'Ask the vendor to issue the revocation list anew, with a higher sequence.',
      },
    ];
  }
  return [
    {
      code,
      status: 'pass',
      message: 'No later revocation list is in force here.',
    },
  ];
}
