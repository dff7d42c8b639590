import type { ChartPoint } from './chartPoints';

/** A point for a count that no line leads to. */
export function LoneDot(props: {
  cx?: number;
  cy?: number;
  payload?: ChartPoint;
  fill: string;
}) {
  const { cx, cy, payload, fill } = props;
  return payload?.alone && cx !== undefined && cy !== undefined ? (
    <circle cx={cx} cy={cy} r={3.5} fill={fill} />
  ) : null;
}
