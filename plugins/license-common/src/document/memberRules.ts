import { z } from 'zod';

// Each message completes a sentence that begins with the name of the member.

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;

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
  return INSTANT.test(text) && z.regexes.date.test(text.slice(0, 10));
}

/** A text that matches a pattern. */
export const matching = (pattern: RegExp, error: string) =>
  z.string({ error }).regex(pattern, { error });

/** The id of a license or a deployment. */
export const id = matching(
  ID,
  'must be 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit',
);

/** In code points. */
const MAX_LINE = 200;

/** A text for one line of a page: shown as it is, never normalized. */
export const line = z
  .string({ error: 'must be a text' })
  .refine(
    text =>
      text.length > 0 &&
      // A code point is at most two units, so most of what is too long need not be taken apart.
      text.length <= 2 * MAX_LINE &&
      [...text].length <= MAX_LINE,
    { error: `must have 1 to ${MAX_LINE} characters`, abort: true },
  )
  .refine(text => !UNSHOWABLE.test(text), {
    error:
      'must not hold control characters, line separators, text direction overrides or noncharacters',
  })
  .refine(text => VISIBLE.test(text), {
    error: 'must hold a letter, digit, symbol or punctuation mark',
  });

/** A calendar date. */
export const day = z.iso
  .date({ error: 'must be a real day, written YYYY-MM-DD' })
  .refine(text => text >= '2000-01-01' && text <= '2200-12-31', {
    error: 'must be in a year from 2000 to 2200',
  });

const AN_INSTANT =
  'must be an instant such as 2026-01-15T09:00:00Z, with at most 3 decimals';

/** The instant of issue. */
export const instant = z
  .string({ error: AN_INSTANT })
  .refine(isInstant, { error: AN_INSTANT });

/** A number of seats, of days, of a list. */
export const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
};
