import { setImmediate } from 'node:timers';
import { Steps } from './Steps';

/**
 * In milliseconds. A request comes back to the event loop some ten times before it is answered, and may wait for a
 * turn each time.
 */
const TURN = 0.5;

/** Who waits for a turn. It is empty whenever nothing is done in turns, so a second copy of this module does no harm. */
const waiting: (() => void)[] = [];

function callNext() {
  const next = waiting.shift();
  if (waiting.length > 0) {
    // Set from within a callback, so it comes after whatever else the event loop has to do.
    setImmediate(callNext);
  }
  next?.();
}

async function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    waiting.push(resolve);
    if (waiting.length === 1) {
      setImmediate(callNext);
    }
  });
}

/**
 * Does work in turns of about half a millisecond, of which there is one in each round of the event loop, whoever takes
 * it: what else there is to do waits for one turn, however many take turns.
 *
 * @param steps - each of them shorter than a turn, if possible
 * @returns what the work returns; it throws what the work throws
 */
export async function takeTurns<T>(steps: Steps<T>): Promise<T> {
  for (;;) {
    await nextTurn();
    const end = performance.now() + TURN;
    do {
      const { done, value } = steps.next();
      if (done) {
        return value;
      }
    } while (performance.now() < end);
  }
}
