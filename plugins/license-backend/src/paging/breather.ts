import { setImmediate as breathe } from 'node:timers/promises';

/**
 * After so many milliseconds of work others get their turn. An authenticated request comes back to the event loop some
 * ten times before it is answered and may wait for a turn each time, so a turn is short.
 */
const TURN = 0.5;

/**
 * Gives others their turn after some milliseconds of work: SQLite answers at once and memory does too, so that a loop
 * over thousands of rows would hold the event loop for its whole time.
 */
export function breather(): () => Promise<void> | undefined {
  let turn = performance.now();
  return () =>
    performance.now() - turn > TURN
      ? breathe().then(() => {
          turn = performance.now();
        })
      : undefined;
}
