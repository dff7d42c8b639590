import TextField from '@material-ui/core/TextField';
import { useText } from '../useText';
import { useUniqueId } from '../useUniqueId';
import { Range, RANGES } from './useUsage';

/** Chooses how many days the chart looks back, and ahead. */
export function RangeChoice(props: {
  range: Range;
  onRange: (range: Range) => void;
}) {
  const t = useText();
  const id = useUniqueId();
  return (
    <TextField
      id={id}
      select
      size="small"
      label={t('usage.range')}
      value={props.range}
      onChange={event =>
        props.onRange(
          RANGES.find(days => String(days) === event.target.value) ??
            props.range,
        )
      }
      SelectProps={{ native: true }}
      InputLabelProps={{ shrink: true }}
    >
      {RANGES.map(days => (
        <option key={days} value={days}>
          {days === 365
            ? t('usage.year')
            : t('usage.days', { days: String(days) })}
        </option>
      ))}
    </TextField>
  );
}
