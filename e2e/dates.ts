/** Writes a calendar day as the page does: `2027-02-28` as `28/02/2027`. */
export const asDay = (date: string): string =>
  date.split('-').reverse().join('/');

/** The calendar day so many days later. */
export const daysAfter = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000)
    .toISOString()
    .slice(0, 10);
