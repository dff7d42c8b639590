import { Figure } from '../Row';

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

/** The value that so large a part (0 to 1) of the values does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  const ordered = sorted(values);
  return ordered[Math.max(0, Math.ceil(part * ordered.length) - 1)];
}

/** The value in the middle, or the mean of the two that are. */
export function median(values: readonly number[]): number {
  const ordered = sorted(values);
  const half = Math.floor(ordered.length / 2);
  return ordered.length % 2 === 1
    ? ordered[half]
    : (ordered[half - 1] + ordered[half]) / 2;
}

/** What was measured in some rounds. */
export const figureOf = (values: readonly number[]): Figure => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
  rounds: values.length,
});

/** How sure one has to be of a verdict. */
const CONFIDENCE = 0.9;

/**
 * Between which of the measured values the true median lies with a probability of at least 90%: that of a coin to fall
 * on one side so often. It asks nothing of how the values are distributed, and one that is far off does not widen it.
 * With fewer than five values it is all of them, which is less sure.
 */
export function intervalOfMedian(values: readonly number[]): {
  low: number;
  high: number;
} {
  const ordered = sorted(values);
  const count = ordered.length;
  let ways = 1;
  let outside = 2 * 0.5 ** count;
  let cut = 0;
  for (let k = 1; k < count / 2; k += 1) {
    ways = (ways * (count - k + 1)) / k;
    outside += 2 * ways * 0.5 ** count;
    if (outside > 1 - CONFIDENCE) {
      break;
    }
    cut = k;
  }
  return { low: ordered[cut], high: ordered[count - 1 - cut] };
}
