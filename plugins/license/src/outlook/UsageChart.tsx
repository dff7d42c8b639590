import CircularProgress from '@material-ui/core/CircularProgress';
import { makeStyles } from '@material-ui/core/styles';
import { lazyPart } from '../parts/lazyPart';
import { PartFailed } from '../parts/PartFailed';
import { formatDate } from '../time/formatDate';
import { useText } from '../useText';
import { ChartLegend } from './ChartLegend';
import { shortfallAreas } from './chartPoints';
import type { Timeline } from './timeline';

/** What draws is by far the largest part of the page, and all else can be read before it is there. */
const usePlot = lazyPart(() => import('./UsagePlot').then(m => m.UsagePlot));

const HEIGHT = 300;

const useStyles = makeStyles(theme => ({
  // The same before and after, so that nothing below it jumps.
  plot: { height: HEIGHT },
  coming: { display: 'flex', alignItems: 'center', justifyContent: 'center' },
  failed: { minHeight: HEIGHT, paddingTop: theme.spacing(2) },
}));

/**
 * Users against seats, the past and the future in one picture. To assistive technology it is a picture with one
 * sentence; its numbers are in the table.
 */
export function UsageChart(props: { timeline: Timeline }) {
  const classes = useStyles();
  const t = useText();
  const { part, retry } = usePlot();
  const { timeline } = props;
  if (part.state === 'failed') {
    return (
      <div className={classes.failed}>
        <PartFailed onRetry={retry} />
      </div>
    );
  }
  const areas = shortfallAreas(timeline);
  return (
    <div
      role="img"
      aria-label={t('usage.chart', {
        from: formatDate(timeline.from),
        to: formatDate(timeline.to),
      })}
    >
      <div aria-hidden>
        {part.state === 'ready' ? (
          <div className={classes.plot}>
            <part.value timeline={timeline} areas={areas} height={HEIGHT} />
          </div>
        ) : (
          <div className={`${classes.plot} ${classes.coming}`}>
            <CircularProgress />
          </div>
        )}
        <ChartLegend withShortfall={areas.length > 0} />
      </div>
    </div>
  );
}
