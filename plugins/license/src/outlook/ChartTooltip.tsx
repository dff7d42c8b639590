import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { formatNumber } from '../numbers/formatNumber';
import { fromDay } from '../time/calendarDays';
import { CalendarDate } from '../time/CalendarDate';
import { useText } from '../useText';
import type { ChartPoint } from './chartPoints';

const useStyles = makeStyles(theme => ({
  root: { padding: theme.spacing(1) },
}));

const LINES = ['users', 'peak', 'expected', 'capacity'] as const;

/** The numbers at the point of the chart that the pointer is at. */
export function ChartTooltip(props: { point: ChartPoint | undefined }) {
  const classes = useStyles();
  const t = useText();
  const { point } = props;
  if (!point || point.filler) {
    return null;
  }
  return (
    <Paper className={classes.root} elevation={3}>
      <Typography variant="body2" component="div">
        <strong>
          <CalendarDate value={fromDay(point.at)} />
        </strong>
        {LINES.map(line => {
          const value = point[line];
          // Today's count is shown once.
          const isRepeated = line === 'expected' && point.users !== undefined;
          return (
            value !== undefined &&
            !isRepeated && (
              <div key={line}>
                {t(`usage.legend.${line}`)}: {formatNumber(value)}
              </div>
            )
          );
        })}
      </Typography>
    </Paper>
  );
}
