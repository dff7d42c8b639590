import {
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { formatNumber } from '../numbers/formatNumber';
import { fromDay, toDay } from '../time/calendarDays';
import { formatDate } from '../time/formatDate';
import { useText } from '../useText';
import { CHART_LINES } from './chartLines';
import {
  axisDates,
  chartPoints,
  highestOf,
  ShortfallArea,
} from './chartPoints';
import { ChartTooltip } from './ChartTooltip';
import { LoneDot } from './LoneDot';
import type { Timeline } from './timeline';
import { useChartColors } from './useChartColors';

// With fewer users than that, the axis would have fractions of them.
const LEAST_TOP = 4;

/** Whether a date is in the last fifth of what is shown. */
function isLate(date: string, { from, to }: Timeline): boolean {
  const [begin, end] = [toDay(from), toDay(to)];
  return toDay(date) - begin > (end - begin) * 0.8;
}

/** The lines and axes of the chart. It needs a library for that, so its code is loaded apart from the page's. */
export function UsagePlot(props: {
  timeline: Timeline;
  areas: ShortfallArea[];
  height: number;
}) {
  const t = useText();
  const colors = useChartColors();
  const { timeline, areas, height } = props;
  const { shortfall, users } = timeline;
  const points = chartPoints(timeline);
  const highest = highestOf(points);
  const today = toDay(timeline.today);
  const line = {
    dot: false,
    activeDot: false,
    isAnimationActive: false,
  } as const;
  return (
    <ResponsiveContainer
      width="100%"
      height={height}
      initialDimension={{ width: 800, height }}
    >
      <ComposedChart
        data={points}
        accessibilityLayer={false}
        margin={{ top: 24, right: 24, bottom: 0, left: 0 }}
      >
        <CartesianGrid stroke={colors.grid} vertical={false} />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={[toDay(timeline.from), toDay(timeline.to)]}
          ticks={axisDates(timeline)}
          tickFormatter={(at: number) => formatDate(fromDay(at))}
          interval="equidistantPreserveStart"
          minTickGap={16}
          tick={colors.font}
          stroke={colors.axis}
        />
        <YAxis
          width="auto"
          allowDecimals={false}
          domain={[0, highest < LEAST_TOP ? LEAST_TOP : 'auto']}
          tickFormatter={formatNumber}
          tick={colors.font}
          stroke={colors.axis}
        />
        {areas.map(area => (
          <ReferenceArea
            key={area.from}
            x1={area.from}
            x2={area.to}
            y1={area.capacity}
            y2={area.users}
            fill={colors.shortfallArea}
            fillOpacity={0.35}
            stroke="none"
          />
        ))}
        <ReferenceLine
          x={today}
          stroke={colors.axis}
          strokeDasharray="4 4"
          label={{
            value: t('usage.today'),
            position: 'top',
            ...colors.font,
          }}
        />
        <Line
          {...line}
          {...CHART_LINES.capacity}
          dataKey="capacity"
          type="stepAfter"
          stroke={colors.capacity}
        />
        <Line
          {...line}
          {...CHART_LINES.peak}
          dataKey="peak"
          type="linear"
          stroke={colors.peak}
        />
        <Line
          {...line}
          {...CHART_LINES.expected}
          dataKey="expected"
          type="linear"
          stroke={colors.users}
        />
        <Line
          {...line}
          {...CHART_LINES.users}
          dataKey="users"
          type="linear"
          stroke={colors.users}
          dot={({ key, ...dot }) => (
            <LoneDot key={key} {...dot} fill={colors.users} />
          )}
        />
        {shortfall && users !== null && shortfall.date <= timeline.to && (
          <ReferenceDot
            x={toDay(shortfall.date)}
            y={users}
            r={6}
            fill={colors.paper}
            stroke={colors.shortfall}
            strokeWidth={2.5}
            label={{
              value: t('usage.tooFew', {
                missing: formatNumber(shortfall.missing),
              }),
              // Beside the step, and not beyond the right edge.
              position: isLate(shortfall.date, timeline) ? 'left' : 'right',
              dy: -14,
              ...colors.font,
              fill: colors.shortfall,
            }}
          />
        )}
        <Tooltip
          isAnimationActive={false}
          content={({ payload }) => (
            <ChartTooltip point={payload?.[0]?.payload} />
          )}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}
