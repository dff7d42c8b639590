import { formatInstant } from './formatInstant';

/** A point in time in the viewer's zone. */
export function Instant(props: { value: string }) {
  return <time dateTime={props.value}>{formatInstant(props.value)}</time>;
}
