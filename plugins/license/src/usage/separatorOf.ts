/** What stands between the fields of a CSV file. */
export type Separator = 'comma' | 'semicolon';

/**
 * What spreadsheets in a language most likely expect between fields: where numbers are written with a decimal comma,
 * a comma is taken.
 *
 * @param locale - a BCP 47 tag, as browsers name the language of their user
 */
export function separatorOf(locale: string): Separator {
  try {
    const parts = new Intl.NumberFormat(locale).formatToParts(0.5);
    return parts.some(({ type, value }) => type === 'decimal' && value === ',')
      ? 'semicolon'
      : 'comma';
  } catch {
    // Some browsers tell what is no tag, such as C or en-US@posix.
    return 'comma';
  }
}
