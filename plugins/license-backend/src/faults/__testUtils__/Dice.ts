/** Chance that can be repeated: the same seed, the same throws. */
export class Dice {
  #state: number;

  /** @param seed - of a run to be repeated; the environment variable `FAULT_SEED` names one for all tests */
  constructor(readonly seed = Number(process.env.FAULT_SEED ?? Date.now())) {
    this.#state = (Math.floor(seed) % 2_147_483_646) + 1;
  }

  /** At least 0 and below 1. */
  next(): number {
    // The generator of Park and Miller: enough to be different each time.
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return (this.#state - 1) / 2_147_483_646;
  }

  /** The same items in another order. */
  shuffle<T>(items: readonly T[]): T[] {
    return items
      .map(item => ({ item, place: this.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }

  /** Does some work, and says by which seed if it fails. */
  async throwing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const hint = `Again with FAULT_SEED=${this.seed}`;
      (error as Error).message = `${(error as Error).message}\n\n${hint}`;
      throw error;
    }
  }
}
