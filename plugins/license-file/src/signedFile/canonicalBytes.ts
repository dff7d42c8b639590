import { JsonObject } from '@backstage/types';
// Version 2: those after it can only be imported, and a built backend is CommonJS.
import canonicalize from 'canonicalize';

/**
 * The one form that is signed of all the forms that an object can be written in: RFC 8785 (JCS), in UTF-8.
 *
 * @param value - JSON only, as `readJsonObject` returns it
 */
export function canonicalBytes(value: JsonObject): Uint8Array {
  // Undefined is the form of nothing but undefined itself.
  return new TextEncoder().encode(canonicalize(value)!);
}
