/** So many answers are kept of one function; names of zones and days of some years are fewer. */
const CAPACITY = 20_000;

/** A text longer than this is none of those; it may be as long as a file. */
const LONGEST = 64;

/**
 * A function that answers the same text again from memory. For pure ones that ask the runtime about time zones:
 * thousands of licenses share a few zones and days, and each question takes as long as a signature check.
 */
export function remember<T>(answer: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return text => {
    let result = known.get(text);
    if (result === undefined) {
      result = answer(text);
      if (text.length <= LONGEST) {
        if (known.size >= CAPACITY) {
          known.clear();
        }
        known.set(text, result);
      }
    }
    return result;
  };
}
