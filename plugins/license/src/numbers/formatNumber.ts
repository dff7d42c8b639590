/** Writes a whole number with a comma between thousands, as in `100,000`. */
export function formatNumber(value: number): string {
  // The language is fixed, as it is for the dates on this page.
  return new Intl.NumberFormat('en-GB').format(value);
}
