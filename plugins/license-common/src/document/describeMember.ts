import { licenseDocumentSchema } from './LicenseDocument';
import { revocationListSchema, revocationSchema } from './RevocationList';

/**
 * The names that the formats know, and that an error may therefore repeat.
 */
const KNOWN_MEMBERS: ReadonlySet<string> = new Set([
  ...Object.keys(licenseDocumentSchema.shape),
  ...Object.keys(licenseDocumentSchema.shape.customer.shape),
  ...Object.keys(revocationListSchema.shape),
  ...Object.keys(revocationSchema.shape),
  'signature',
]);

/**
 * Where in a license file or a revocation list a fault lies, in words that repeat nothing a stranger wrote:
 * `"customer.email"`, `"revoked[3].licenseId"`, or `undefined` for a member that neither format knows.
 *
 * @public
 */
export function describeMember(
  path: readonly PropertyKey[],
): string | undefined {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') {
      text += `[${step}]`;
    } else if (KNOWN_MEMBERS.has(String(step))) {
      text += `${text && '.'}${String(step)}`;
    } else {
      return undefined;
    }
  }
  return text ? `"${text}"` : undefined;
}
