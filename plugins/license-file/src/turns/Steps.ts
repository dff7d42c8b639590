/** Work that can be put down between its steps: each `yield` is a place where somebody else may have a turn. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all of it, for those who have nobody to give a turn to. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) {
      return value;
    }
  }
}
