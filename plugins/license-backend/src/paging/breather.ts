import { setImmediate as breathe } from 'node:timers/promises';

/**
 * After so many milliseconds of work others get their turn. A route of the portal waits for one turn at most, so a
 * turn is short beside the time that an authenticated request takes anyway.
 */
const TURN = 2;

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
