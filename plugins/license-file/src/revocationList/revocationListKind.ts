import { JsonObject, JsonValue } from '@backstage/types';
import {
  parseRevocationList,
  Revocation,
  RevocationList,
} from '@thetasecure/backstage-plugin-license-common';
import { LargeValues } from '../reading/parseStrictly';
import { parseLoosely } from '../signedFile/parseLoosely';
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

type Parsed<T> = { document: T } | { fault: string };

type ParseItems = (items: JsonValue[]) => Parsed<Revocation[]>;

/** What is said of an item by its place in a part, said of it by its place in the list. */
const furtherDown = (fault: string, start: number) =>
  fault.replace(/(?<="revoked\[)\d+/, index => `${Number(index) + start}`);

/** The items from one on that make a step: some small ones, or a large one. */
function partOf(items: JsonValue[], start: number, large: LargeValues) {
  const part = items.slice(start, start + STEP);
  const end = part.findIndex(item => large.has(item as JsonObject));
  return end < 0 ? part : part.slice(0, Math.max(end, 1));
}

function* parsePart(
  part: JsonValue[],
  large: LargeValues,
  parse: ParseItems,
): Steps<Parsed<Revocation[]>> {
  const [first] = part as JsonObject[];
  if (!large.has(first)) {
    return parse(part);
  }
  const parsed = yield* parseLoosely(first, large, item => {
    const one = parse([item]);
    return 'fault' in one ? one : { document: one.document[0] };
  });
  return 'fault' in parsed ? parsed : { document: [parsed.document] };
}

function* parseItems(
  items: JsonValue[],
  large: LargeValues,
  parse: ParseItems,
): Steps<Parsed<Revocation[]>> {
  const revocations: Revocation[] = [];
  for (let start = 0; start < items.length; ) {
    const part = partOf(items, start, large);
    const parsed = yield* parsePart(part, large, parse);
    if ('fault' in parsed) {
      return { fault: furtherDown(parsed.fault, start) };
    }
    revocations.push(...parsed.document);
    start += part.length;
    yield;
  }
  return { document: revocations };
}

/** The rules take a tenth of a second for 1 MiB at once, so a long list goes through them in parts. */
function* parseInSteps(
  facts: JsonObject,
  large: LargeValues,
): Steps<Parsed<RevocationList>> {
  const { revoked } = facts;
  if (!Array.isArray(revoked) || !large.has(revoked)) {
    return yield* parseLoosely(facts, large, parseRevocationList);
  }
  const head = yield* parseLoosely(facts, large, known =>
    parseRevocationList({ ...known, revoked: [] }),
  );
  if ('fault' in head) {
    return head;
  }
  const { format, sequence, issuedAt } = head.document;
  const items = yield* parseItems(revoked, large, part => {
    const parsed = parseRevocationList({
      format,
      sequence,
      issuedAt,
      revoked: part,
    });
    return 'fault' in parsed ? parsed : { document: parsed.document.revoked };
  });
  if ('fault' in items) {
    return items;
  }
  head.document.revoked = items.document;
  return head;
}

/** What a revocation list is among signed files. */
export const revocationListKind: SignedFileKind<RevocationList> = {
  name: 'revocation list',
  maxBytes: MAX_REVOCATION_LIST_BYTES,
  queue: new WorkQueue(),
  parse: parseInSteps,
};
