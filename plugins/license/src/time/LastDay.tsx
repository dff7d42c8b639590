import { addDays } from './calendarDays';
import { CalendarDate } from './CalendarDate';

/** The last day of what is over from a date on. */
export function LastDay(props: { before: string }) {
  return <CalendarDate value={addDays(props.before, -1)} />;
}
