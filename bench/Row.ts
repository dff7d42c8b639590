/** What was measured in some rounds, in the unit of its row. */
export interface Figure {
  median: number;
  low: number;
  high: number;
  rounds: number;
}

/** One line of the table: a cost, what it was held against in the same run, and the bound that it has to keep. */
export interface Row {
  /** Names it on the command line: `overview-2`. */
  id: string;
  /** What was measured. */
  what: string;
  /** What it is held against; absent if the bound is a figure by itself. */
  against?: string;
  database?: 'SQLite' | 'PostgreSQL';
  unit: 'ms' | 'KiB' | 'MiB';
  own: Figure;
  other?: Figure;
  /** What has to keep the bound: the ratio of the medians, their difference, or the median itself. */
  result: number;
  bound: number;
  /** `x`: a ratio; otherwise the unit of a difference or of a figure by itself. */
  boundUnit: 'x' | 'ms' | 'KiB' | 'MiB';
  /** Why the figures are too unsteady to tell anything; absent if they are not. */
  noise?: string;
}
