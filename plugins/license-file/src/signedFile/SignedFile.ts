import { JsonObject } from '@backstage/types';
import { createHash } from 'node:crypto';
import { readJsonInSteps } from '../reading/readJsonObject';
import { Steps } from '../turns/Steps';
import { WorkQueue } from '../turns/WorkQueue';
import { canonicalBytesInSteps } from './canonicalBytes';
import { DetachedSignature, readDetachedSignature } from './DetachedSignature';

/**
 * What a signed file says.
 *
 * @public
 */
export interface SignedFacts<T> {
  /** The members that the format knows, with the defaults of what is left out. */
  document: T;
  /** Everything, as it is written: what is signed anew is made of this. */
  facts: JsonObject;
}

/**
 * A file that has the right form: a JSON object with a signature over the rest of it.
 *
 * @public
 */
export interface SignedFile<T> extends SignedFacts<T> {
  /** What is signed: the facts in the form of RFC 8785. */
  payload: Uint8Array;
  /**
   * Names the key. Files are told apart by their `digest`, never by this: of one ECDSA signature anybody can make a
   * second one that verifies, over the same facts.
   */
  signature: DetachedSignature;
  /** SHA-256 of `payload`, lower-case hex: equal if and only if every fact is, however the file is written. */
  digest: string;
  /** When it was issued, in milliseconds since the epoch. */
  issuedAt: number;
}

/** What sets one kind of signed file apart from another. */
export interface SignedFileKind<T> {
  /** What messages call it: `license`. */
  name: string;
  /** The most bytes it may have. */
  maxBytes: number;
  /** Where files of this kind wait until it is their turn to be read. */
  queue: WorkQueue;
  /** Applies the rules of its members: the document, or one sentence naming the first member at fault. */
  parse(facts: JsonObject): Steps<{ document: T } | { fault: string }>;
}

/**
 * Reads a signed file, without verifying it: what it returns is a stranger's word.
 *
 * @param bytes - of the file, as they are: not decoded, not parsed
 * @returns the file, or one sentence that tells what is wrong and repeats nothing of the content
 */
export function* readSignedFile<T extends { issuedAt: string }>(
  bytes: Uint8Array,
  kind: SignedFileKind<T>,
): Steps<{ file: SignedFile<T> } | { fault: string }> {
  const read = yield* readJsonInSteps(bytes, { maxBytes: kind.maxBytes });
  if ('fault' in read) {
    return read;
  }
  const { value: facts, large } = read;
  const { signature: member } = facts;
  // A copy of all the others could be one of a hundred thousand members.
  delete facts.signature;
  const parsed = yield* kind.parse(facts);
  if ('fault' in parsed) {
    return parsed;
  }
  const taken = yield* readDetachedSignature(member);
  if ('fault' in taken) {
    return taken;
  }
  const payload = yield* canonicalBytesInSteps(facts, large);
  return {
    file: {
      document: parsed.document,
      facts,
      payload,
      signature: taken.signature,
      digest: createHash('sha256').update(payload).digest('hex'),
      issuedAt: Date.parse(parsed.document.issuedAt),
    },
  };
}
