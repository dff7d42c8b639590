/**
 * Writes an instant in the viewer's time zone and names the zone, as in `28/02/2027, 09:00:00 UTC`.
 *
 * @param instant - RFC 3339; what is none is returned as it is
 * @param timeZone - IANA name; the viewer's own by default
 */
export function formatInstant(instant: string, timeZone?: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) {
    return instant;
  }
  // The language is fixed for the order of day and month, which is that of the dates on this page.
  return new Intl.DateTimeFormat('en-GB', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone,
  }).format(date);
}
