import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import { useText } from '../useText';
import { CHART_LINES } from './chartLines';
import { useChartColors } from './useChartColors';

const LINES = ['users', 'peak', 'expected', 'capacity'] as const;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 3),
    margin: theme.spacing(0.5, 0, 1.5),
  },
  entry: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(1),
  },
}));

/** Names what the chart draws. */
export function ChartLegend(props: { withShortfall: boolean }) {
  const classes = useStyles();
  const t = useText();
  const colors = useChartColors();
  const strokes = { ...colors, expected: colors.users };
  return (
    <Typography component="div" variant="body2" className={classes.root}>
      {LINES.map(line => (
        <span key={line} className={classes.entry}>
          <svg width={36} height={12}>
            <path
              // Seats change in steps, so their line has one.
              d={line === 'capacity' ? 'M0 2H18V10H36' : 'M0 6H36'}
              fill="none"
              stroke={strokes[line]}
              {...CHART_LINES[line]}
            />
          </svg>
          {t(`usage.legend.${line}`)}
        </span>
      ))}
      {props.withShortfall && (
        <span className={classes.entry}>
          <svg width={24} height={12}>
            <rect
              width={24}
              height={12}
              fill={colors.shortfallArea}
              fillOpacity={0.35}
              stroke={colors.shortfall}
            />
          </svg>
          {t('usage.legend.shortfall')}
        </span>
      )}
    </Typography>
  );
}
