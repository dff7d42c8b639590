import { setImmediate as nextTurn } from 'node:timers/promises';

/** A page of rows in the order of their keys. */
export interface PageOptions<T> {
  after?: T;
  limit: number;
}

/**
 * After so many milliseconds of work others get their turn. An authenticated request comes back to the event loop some
 * ten times before it is answered and may wait for a turn each time, so a turn is short.
 */
const TURN = 0.5;

/**
 * Gives others their turn after some milliseconds of work: SQLite answers at once and memory does too, so that a loop
 * over thousands of rows would hold the event loop for its whole time.
 */
export function yieldToEventLoop(): () => Promise<void> | undefined {
  let turn = performance.now();
  return () =>
    performance.now() - turn > TURN
      ? nextTurn().then(() => {
          turn = performance.now();
        })
      : undefined;
}

/**
 * Reads rows page by page in the order of their keys, and takes one after the other.
 *
 * @param options - `keyOf`: what the next page comes after
 * @throws what `read` and `take` throw, and if the signal aborts
 */
export async function readPages<Row, Key>(
  read: (page: PageOptions<Key>) => Promise<Row[]>,
  options: {
    keyOf: (row: Row) => Key;
    limit: number;
    signal?: AbortSignal;
    take: (row: Row) => Promise<void> | void;
  },
): Promise<void> {
  const { keyOf, limit, signal, take } = options;
  const pause = yieldToEventLoop();
  for (let after: Key | undefined; ; ) {
    signal?.throwIfAborted();
    const page = await read({ after, limit });
    for (const row of page) {
      await take(row);
      await pause();
    }
    if (page.length < limit) {
      return;
    }
    after = keyOf(page[limit - 1]);
  }
}
