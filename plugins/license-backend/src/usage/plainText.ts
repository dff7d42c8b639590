/** What a formula begins with in a spreadsheet. */
const FORMULA = '[=+\\-@＝＋－＠]';

const AT_START = new RegExp(`^[\\s"]*${FORMULA}`);

/** The same after whatever a spreadsheet may take for the end of a field, though the file has another separator. */
const INSIDE = new RegExp(
  [
    `(?<=[\\t\\r\\n,;:|/\\\\^~&#!][\\s"]*)${FORMULA}`,
    // A space as well, unless it stands around a dash between words.
    `(?<=\\s"*)${FORMULA}(?=\\S)`,
  ].join('|'),
  'g',
);

/** A text with an apostrophe wherever a spreadsheet would begin to calculate. Names such as "O'Neil-Smith" stay. */
export const plainText = (text: string): string =>
  (AT_START.test(text) ? "'" : '') + text.replace(INSIDE, "'$&");
