import { fromInstant } from '../database/instants';

/** Clocks of replicas differ by less, in milliseconds. */
const CLOCKS_DIFFER = 60_000;

/**
 * An instant in the past that a row holds, in milliseconds since the epoch.
 *
 * @returns `undefined` for what is none: nothing can have been counted or seen ahead of the clock
 */
export function knownInstant(text: string | null): number | undefined {
  const instant = text === null ? NaN : fromInstant(text);
  return instant <= Date.now() + CLOCKS_DIFFER ? instant : undefined;
}
