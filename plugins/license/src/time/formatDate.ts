/**
 * Writes a calendar date as DD/MM/YYYY, from its own parts: a local `Date` would be a day off west of Greenwich.
 *
 * @param date - `YYYY-MM-DD`; anything else is returned as it is
 */
export function formatDate(date: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : date;
}
