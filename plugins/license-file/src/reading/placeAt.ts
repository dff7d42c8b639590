/**
 * Where in a text an offset lies, in the words of an editor: lines and columns begin with 1, columns are
 * UTF-16 code units.
 */
export function placeAt(text: string, offset: number): string {
  let line = 1;
  let lineStart = 0;
  for (const { 0: lineBreak, index } of text
    .slice(0, offset)
    .matchAll(/\r\n?|\n/g)) {
    line += 1;
    lineStart = index + lineBreak.length;
  }
  return `line ${line}, column ${offset - lineStart + 1}`;
}
