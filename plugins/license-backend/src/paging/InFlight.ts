/**
 * Keeps so many pieces of work going at a time: enough that the threads which verify signatures never wait, and few
 * enough that nobody else waits long for one of them.
 */
export class InFlight {
  readonly #width: number;
  readonly #going: Promise<void>[] = [];

  constructor(width: number) {
    this.#width = width;
  }

  /** Waits until there is room for more. Throws what earlier work threw. */
  async add(work: Promise<void>): Promise<void> {
    // Whoever breaks off does not ask for the rest.
    work.catch(() => {});
    this.#going.push(work);
    if (this.#going.length >= this.#width) {
      await this.#going.shift();
    }
  }

  /** Waits for all that is still going. */
  async drain(): Promise<void> {
    await Promise.all(this.#going.splice(0));
  }
}
