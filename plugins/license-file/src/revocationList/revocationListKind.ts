import { JsonObject } from '@backstage/types';
import {
  parseRevocationList,
  Revocation,
  RevocationList,
} from '@thetasecure/backstage-plugin-license-common';
import { SignedFileKind } from '../signedFile/SignedFile';
import { Steps } from '../turns/Steps';
import { WorkQueue } from '../turns/WorkQueue';

/**
 * The most bytes a revocation list may have: 1 MiB.
 *
 * @public
 */
export const MAX_REVOCATION_LIST_BYTES = 1024 * 1024;

/** So many revocations are looked at in a step. */
const STEP = 64;

/** What is said of an item by its place in a part, said of it by its place in the list. */
const furtherDown = (fault: string, start: number) =>
  fault.replace(/(?<="revoked\[)\d+/, index => `${Number(index) + start}`);

/** The rules take a tenth of a second for 1 MiB at once, so a long list goes through them in parts. */
function* parseInSteps(
  facts: JsonObject,
): Steps<{ document: RevocationList } | { fault: string }> {
  // Beside these there may be a hundred thousand members, which are not copied into each part.
  const { format, sequence, issuedAt, revoked } = facts;
  if (!Array.isArray(revoked)) {
    return parseRevocationList(facts);
  }
  const revocations: Revocation[] = [];
  for (let start = 0; ; start += STEP) {
    const parsed = parseRevocationList({
      format,
      sequence,
      issuedAt,
      revoked: revoked.slice(start, start + STEP),
    });
    if ('fault' in parsed) {
      return { fault: furtherDown(parsed.fault, start) };
    }
    revocations.push(...parsed.document.revoked);
    if (start + STEP >= revoked.length) {
      return { document: { ...parsed.document, revoked: revocations } };
    }
    yield;
  }
}

/** What a revocation list is among signed files. */
export const revocationListKind: SignedFileKind<RevocationList> = {
  name: 'revocation list',
  maxBytes: MAX_REVOCATION_LIST_BYTES,
  queue: new WorkQueue(),
  parse: parseInSteps,
};
