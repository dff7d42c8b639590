import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for some work, for so many milliseconds at most. The work goes on either way.
 *
 * @returns whether it is done
 * @throws what the work fails with meanwhile, and an `AbortError` if the signal aborts
 */
export async function isDoneWithin(
  milliseconds: number,
  work: Promise<unknown>,
  signal?: AbortSignal,
): Promise<boolean> {
  const enough = new AbortController();
  const late = sleep(milliseconds, false, {
    ref: false,
    signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
  });
  try {
    // Whichever loses may still fail: the race has heard of it.
    return await Promise.race([work.then(() => true), late]);
  } finally {
    enough.abort();
  }
}
