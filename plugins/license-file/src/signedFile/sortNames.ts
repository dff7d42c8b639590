import { Steps } from '../turns/Steps';

/** So many names are sorted, or merged, in a step. */
const STEP = 512;

function* merge(
  one: readonly string[],
  other: readonly string[],
): Steps<string[]> {
  const merged: string[] = [];
  let left = 0;
  let right = 0;
  while (left < one.length || right < other.length) {
    // Strings are compared by code units, as RFC 8785 section 3.2.3 asks.
    merged.push(
      right === other.length || (left < one.length && one[left] <= other[right])
        ? one[left++]
        : other[right++],
    );
    if (merged.length % STEP === 0) {
      yield;
    }
  }
  return merged;
}

/**
 * Sorts names by their code units, as `Array.prototype.sort` does, which takes too long at once for the hundred
 * thousand names that an object of 1 MiB can have.
 */
export function* sortNames(names: readonly string[]): Steps<string[]> {
  let runs: string[][] = [];
  for (let start = 0; start < names.length; start += STEP) {
    runs.push(names.slice(start, start + STEP).sort());
    yield;
  }
  while (runs.length > 1) {
    const longer: string[][] = [];
    for (let index = 0; index < runs.length; index += 2) {
      longer.push(yield* merge(runs[index], runs[index + 1] ?? []));
    }
    runs = longer;
  }
  return runs[0] ?? [];
}
