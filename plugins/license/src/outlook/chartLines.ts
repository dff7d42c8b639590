/** How the lines of the chart differ beside their colours: drawn the same in the legend. */
export const CHART_LINES = {
  users: { strokeWidth: 2.5, strokeDasharray: undefined },
  expected: { strokeWidth: 2, strokeDasharray: '8 5' },
  peak: { strokeWidth: 1, strokeDasharray: '2 3' },
  capacity: { strokeWidth: 1.5, strokeDasharray: undefined },
} as const;

/** One of the lines of the chart. */
export type ChartLine = keyof typeof CHART_LINES;
