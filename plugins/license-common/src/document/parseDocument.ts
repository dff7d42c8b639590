import { z } from 'zod';
import { describeMember } from './describeMember';
import { LicenseDocument, licenseDocumentSchema } from './LicenseDocument';
import { RevocationList, revocationListSchema } from './RevocationList';

function parse<T extends z.ZodType>(
  schema: T,
  value: unknown,
): { document: z.output<T> } | { fault: string } {
  const result = schema.safeParse(value);
  if (result.success) {
    return { document: result.data };
  }
  const [issue] = result.error.issues;
  const member = describeMember(issue.path);
  if (!member) {
    return { fault: `The file ${issue.message}.` };
  }
  const missing =
    issue.path.reduce<unknown>(
      (at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step],
      value,
    ) === undefined;
  return {
    fault: missing
      ? `The member ${member} is missing.`
      : `The member ${member} ${issue.message}.`,
  };
}

/**
 * Checks a parsed object against the license format (member rules only: no signature, no dates against a clock).
 *
 * @returns the document with defaults, or one sentence naming the first member at fault
 * @public
 */
export function parseLicenseDocument(
  value: unknown,
): { document: LicenseDocument } | { fault: string } {
  return parse(licenseDocumentSchema, value);
}

/**
 * Checks a parsed object against the format of revocation lists (member rules only: no signature, no sequence
 * against another list).
 *
 * @returns the list, or one sentence naming the first member at fault
 * @public
 */
export function parseRevocationList(
  value: unknown,
): { document: RevocationList } | { fault: string } {
  return parse(revocationListSchema, value);
}
