const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * Where in a text an offset lies, in the words of an editor: lines and columns begin with 1, columns are
 * UTF-16 code units.
 */
export function placeAt(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (let at = 0; at < offset; at += 1) {
    const code = text.charCodeAt(at);
    if (
      code === LINE_FEED ||
      // One before a line feed breaks no line of its own.
      (code === CARRIAGE_RETURN &&
        !(at + 1 < offset && text.charCodeAt(at + 1) === LINE_FEED))
    ) {
      line += 1;
      lineStart = at + 1;
    }
  }
  return `line ${line}, column ${offset - lineStart + 1}`;
}
