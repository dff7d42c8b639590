/** Writes a calendar day as the page does: `2027-02-28` as `28/02/2027`. */
export const asDay = (date: string): string =>
  date.split('-').reverse().join('/');
