const MEMBER_NAME = /^[\x20-\x7e]*$/;
/** Names that mean something to JavaScript itself. */
const RESERVED_NAMES = ['__proto__', 'constructor', 'prototype'];
const INTEGER = /^(0|-?[1-9][0-9]*)$/;

/** What is wrong with the name of a member, beside those that its object has already. */
export function faultOfName(name: string, members: object): string | undefined {
  if (!MEMBER_NAME.test(name)) {
    return 'has a name with characters other than printable ASCII';
  }
  if (RESERVED_NAMES.includes(name)) {
    return 'has a name that is reserved';
  }
  return Object.hasOwn(members, name) ? 'is there twice' : undefined;
}

/** Of a text: escapes can spell what UTF-8 cannot. */
export function faultOfText(text: string): string | undefined {
  return /\p{Surrogate}/u.test(text)
    ? 'has half of a surrogate pair in it'
    : undefined;
}

export function faultOfNumber(
  value: number,
  spelling: string,
): string | undefined {
  if (!INTEGER.test(spelling)) {
    return 'is not a whole number written with digits only';
  }
  return Number.isSafeInteger(value)
    ? undefined
    : `is not from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`;
}
