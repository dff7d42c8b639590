/**
 * Looks for the first bracket that opens a level beyond `maxDepth`, the outermost value being level 1.
 *
 * @remarks
 * It only tells brackets inside of strings from those outside, so it needs neither stack nor recursion and runs
 * before anything that does. For a text that is JSON its answer is exact; in one that is not, it agrees with
 * every JSON parser up to the place of the first error, where such a parser stops.
 *
 * @returns the offset of that bracket, or `undefined`
 */
export function findDeepNesting(
  text: string,
  maxDepth: number,
): number | undefined {
  let depth = 0;
  let inString = false;
  for (let offset = 0; offset < text.length; offset += 1) {
    const character = text[offset];
    if (inString) {
      if (character === '\\') {
        offset += 1;
      } else if (character === '"') {
        inString = false;
      }
    } else if (character === '"') {
      inString = true;
    } else if (character === '{' || character === '[') {
      depth += 1;
      if (depth > maxDepth) {
        return offset;
      }
    } else if (character === '}' || character === ']') {
      depth -= 1;
    }
  }
  return undefined;
}
