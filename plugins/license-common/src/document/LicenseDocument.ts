import { DateTime } from 'luxon';
import { z } from 'zod';
import { isTimeZone } from './calendar';

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
const KEY = /^[A-Z0-9]{1,8}(-[A-Z0-9]{4,8}){3,7}$/;
const PRODUCT = /^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}$/;
const FEATURE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

/** Control characters, line and paragraph separators, bidirectional overrides and isolates, BOM, noncharacters. */
const UNSHOWABLE =
  /[\p{Cc}\p{Cs}\u2028\u2029\u202A-\u202E\u2066-\u2069\uFEFF\p{Noncharacter_Code_Point}]/u;
const VISIBLE = /[\p{L}\p{N}\p{S}\p{P}]/u;

/** RFC 3339 section 5.6, upper case only, without leap seconds, to the millisecond at most. */
const INSTANT =
  /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/**
 * Whether a text may be an identifier: of a license, of a deployment or of a key.
 *
 * @public
 */
export function isIdentifier(text: string): boolean {
  return ID.test(text);
}

/**
 * Whether a text is an instant as RFC 3339 writes it: upper-case `T`, `Z` or an offset, seconds 00 to 59,
 * three decimals at most, on a real day.
 *
 * @public
 */
export function isInstant(text: string): boolean {
  return INSTANT.test(text) && DateTime.fromISO(text).isValid;
}

const matching = (pattern: RegExp, error: string) =>
  z.string({ error }).regex(pattern, { error });

const id = matching(
  ID,
  'must be 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit',
);

const line = z
  .string({ error: 'must be a text' })
  .refine(text => text.length > 0 && [...text].length <= 200, {
    error: 'must have 1 to 200 characters',
  })
  .refine(text => !UNSHOWABLE.test(text), {
    error:
      'must not hold control characters, line separators, text direction overrides or noncharacters',
  })
  .refine(text => VISIBLE.test(text), {
    error: 'must hold a letter, digit, symbol or punctuation mark',
  });

const day = z.iso
  .date({ error: 'must be a real day, written YYYY-MM-DD' })
  .refine(text => text >= '2000-01-01' && text <= '2200-12-31', {
    error: 'must be in a year from 2000 to 2200',
  });

const TIME_ZONE =
  'must be the name of a time zone, such as "UTC" or "Europe/Berlin"';
const ISSUED_AT =
  'must be an instant such as 2026-01-15T09:00:00Z, with at most 3 decimals';

const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};

/**
 * The license document: the object inside a license file, without its signature.
 *
 * Unknown members are kept: the signature covers them, and they change nothing.
 * Each message completes a sentence that begins with the member's name.
 *
 * @public
 */
export const licenseDocumentSchema = z
  .looseObject(
    {
      format: z.literal('thetasecure-license/1', {
        error: 'must be "thetasecure-license/1"',
      }),
      licenseId: id,
      licenseKey: matching(
        KEY,
        'must be 4 to 8 groups of capital letters and digits joined by "-": the first of 1 to 8, the others of 4 to 8 characters',
      ),
      product: matching(
        PRODUCT,
        'must be 1 to 64 letters, digits, spaces, ".", "_", "+" or "-", beginning with a letter or digit',
      ),
      type: z
        .enum(['subscription', 'trial'], {
          error: 'must be "subscription" or "trial"',
        })
        .default('subscription'),
      productInstanceId: id.optional(),
      customer: z.looseObject(
        {
          name: line,
          // One mailbox as the HTML standard defines a valid e-mail address.
          email: z
            .email({
              pattern: z.regexes.html5Email,
              error: 'must be one e-mail address',
            })
            .max(254, { error: 'must have at most 254 characters' }),
        },
        { error: 'must be an object with "name" and "email"' },
      ),
      maxUsers: wholeNumber(1, 10_000_000),
      validFrom: day,
      validUntil: day,
      timeZone: z
        .string({ error: TIME_ZONE })
        .refine(isTimeZone, { error: TIME_ZONE })
        .default('UTC'),
      gracePeriodDays: wholeNumber(0, 365).default(0),
      features: z
        .array(
          matching(
            FEATURE,
            'must be 1 to 64 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit',
          ),
          { error: 'must be a list of texts' },
        )
        .max(200, { error: 'must have at most 200 items' })
        .refine(items => new Set(items).size === items.length, {
          error: 'must not name a feature twice',
        })
        .default([]),
      supersedes: z
        .array(id, { error: 'must be a list of license ids' })
        .max(100, { error: 'must have at most 100 items' })
        .default([]),
      issuer: line.optional(),
      issuedAt: z
        .string({ error: ISSUED_AT })
        .refine(isInstant, { error: ISSUED_AT }),
    },
    { error: 'must be an object' },
  )
  .refine(document => document.validUntil >= document.validFrom, {
    path: ['validUntil'],
    error: 'must not be before "validFrom"',
  });

/**
 * What a license says, with the defaults of what it leaves out.
 *
 * @public
 */
export type LicenseDocument = z.output<typeof licenseDocumentSchema>;

/**
 * The names that the license format knows, and that an error may therefore repeat.
 */
const KNOWN_MEMBERS: ReadonlySet<string> = new Set([
  ...Object.keys(licenseDocumentSchema.shape),
  ...Object.keys(licenseDocumentSchema.shape.customer.shape),
  'signature',
]);

/**
 * Where in a license file a fault lies, in words that repeat nothing a stranger wrote: `"customer.email"`,
 * `"features[3]"`, or `undefined` for a member that the format does not know.
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

/**
 * Checks a parsed object against the license format (member rules only: no signature, no dates against a clock).
 *
 * @returns the document with defaults, or one sentence naming the first member at fault
 * @public
 */
export function parseLicenseDocument(
  value: unknown,
): { document: LicenseDocument } | { fault: string } {
  const result = licenseDocumentSchema.safeParse(value);
  if (result.success) {
    return { document: result.data };
  }
  const [issue] = result.error.issues;
  const member = describeMember(issue.path);
  if (!member) {
    return { fault: `The file ${issue.message}.` };
  }
  const missing =
    issue.path.length <= 2 &&
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
 * The license key as it may be shown: its first group, `••••` for each further one, and the last four
 * characters: `NX-••••-••••-••••-T3HC`.
 *
 * @public
 */
export function maskLicenseKey(licenseKey: string): string {
  const [first, ...others] = licenseKey.split('-');
  return [
    first,
    ...others.slice(1).map(() => '••••'),
    licenseKey.slice(-4),
  ].join('-');
}
