import { z } from 'zod';
import { isTimeZone } from './calendar';
import { day, id, instant, line, matching, wholeNumber } from './memberRules';

const KEY = /^[A-Z0-9]{1,8}(-[A-Z0-9]{4,8}){3,7}$/;
const PRODUCT = /^[A-Za-z0-9][A-Za-z0-9 ._+-]{0,63}$/;
const FEATURE = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;

const TIME_ZONE =
  'must be the name of a time zone, such as "UTC" or "Europe/Berlin"';

/**
 * The license document: the object inside a license file, without its signature.
 *
 * Unknown members are left out: the signature covers them, and they change nothing.
 * Each message completes a sentence that begins with the member's name.
 *
 * @public
 */
export const licenseDocumentSchema = z
  .object(
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
      customer: z.object(
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
      issuedAt: instant,
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
