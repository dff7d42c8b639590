/** So many values are kept at most; what thousands of licenses have in common is less. */
const CAPACITY = 20_000;

/** A longer text is nothing that licenses have in common, and need not be kept for longer than its license. */
const LONGEST = 128;

/**
 * Keeps equal values once. Thousands of licenses name the same products, customers and days, and pass the same checks
 * with the same words: kept for each of them, this would be most of the memory that licenses take.
 */
export class Shared<T> {
  readonly #values = new Map<string, T>();

  /** The value that is kept under a name; the given one from now on, if there is none. */
  get(name: string, value: T): T {
    const known = this.#values.get(name);
    if (known !== undefined) {
      return known;
    }
    if (this.#values.size >= CAPACITY) {
      this.#values.clear();
    }
    this.#values.set(name, value);
    return value;
  }
}

const texts = new Shared<string>();

/** The same text, kept once. */
export const sharedText = (text: string): string =>
  text.length > LONGEST ? text : texts.get(text, text);
