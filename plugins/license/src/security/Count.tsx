import Typography from '@material-ui/core/Typography';
import { ToneText } from '../status/ToneText';

/** A number of bad things: none is green, any is red and says what to do. */
export function Count(props: { value: number; hint: string }) {
  const bad = props.value > 0;
  return (
    <>
      <ToneText tone={bad ? 'error' : 'ok'}>{props.value}</ToneText>
      {bad && <Typography variant="body2">{props.hint}</Typography>}
    </>
  );
}
