import { formatDate } from './formatDate';

/** A day of a license, in no time zone but its own. */
export function CalendarDate(props: { value: string }) {
  return <time dateTime={props.value}>{formatDate(props.value)}</time>;
}
