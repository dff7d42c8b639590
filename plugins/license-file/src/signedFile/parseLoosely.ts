import { JsonObject } from '@backstage/types';
import { describeMember } from '@thetasecure/backstage-plugin-license-common';
import { LargeValues } from '../reading/parseStrictly';
import { Steps } from '../turns/Steps';

/** So many members are looked at in a step. */
const STEP = 256;

/**
 * Applies the rules of its members to an object that may be large. There are no rules for members that no format
 * knows, so these are neither asked nor copied: a large object becomes the document itself.
 *
 * @param large - what is large, with the names of its members
 * @param parse - what applies the rules, and keeps members that it does not know
 */
export function* parseLoosely<T extends object>(
  value: JsonObject,
  large: LargeValues,
  parse: (value: JsonObject) => { document: T } | { fault: string },
): Steps<{ document: T } | { fault: string }> {
  const names = large.get(value);
  if (!names || Array.isArray(value)) {
    return parse(value);
  }
  const known: JsonObject = {};
  for (const [index, name] of names.entries()) {
    if (
      describeMember([name]) !== undefined &&
      // The signature is taken out before.
      Object.hasOwn(value, name)
    ) {
      known[name] = value[name];
    }
    if (index % STEP === 0) {
      yield;
    }
  }
  const parsed = parse(known);
  return 'fault' in parsed
    ? parsed
    : { document: Object.assign(value, parsed.document) };
}
