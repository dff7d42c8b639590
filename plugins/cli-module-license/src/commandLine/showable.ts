/** Controls a terminal obeys, and marks that change lines or the direction of text. Line breaks are `\n` or fake. */
const UNSHOWABLE =
  /[\p{Cc}\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

const escape = (character: string) =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A text that a stranger may have written, so that a terminal shows it and does not obey it. Keeps line breaks. */
export const showable = (text: string): string =>
  text.replace(UNSHOWABLE, character =>
    character === '\n' ? character : escape(character),
  );

/** The same for a text of one line: a stranger must not add lines of his own. */
export const showableLine = (text: string): string =>
  showable(text).replace(/\n/g, escape);
