import { JsonObject } from '@backstage/types';
import canonicalize from 'canonicalize';

/**
 * The one form that is signed of all the forms that an object can be written in: RFC 8785 (JCS), in UTF-8.
 *
 * @param value - JSON only, as `readJsonObject` returns it
 */
export function canonicalBytes(value: JsonObject): Uint8Array {
  return new TextEncoder().encode(canonicalize(value));
}
