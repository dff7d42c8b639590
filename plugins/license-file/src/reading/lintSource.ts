import { describeMember } from '@thetasecure/backstage-plugin-license-common';
import { visit } from 'jsonc-parser';
import { placeAt } from './placeAt';

const MEMBER_NAME = /^[\x20-\x7e]*$/;
/** Names that mean something to JavaScript itself. */
const RESERVED_NAMES = ['__proto__', 'constructor', 'prototype'];
const INTEGER = /^(0|-?[1-9][0-9]*)$/;

function faultOfName(name: string, siblings: Set<string>): string | undefined {
  if (!MEMBER_NAME.test(name)) {
    return 'has a name with characters other than printable ASCII';
  }
  if (RESERVED_NAMES.includes(name)) {
    return 'has a name that is reserved';
  }
  return siblings.has(name) ? 'is there twice' : undefined;
}

function faultOfValue(value: unknown, spelling: string): string | undefined {
  if (value === null) {
    return 'is null, which the format does not know';
  }
  if (typeof value === 'string' && /\p{Surrogate}/u.test(value)) {
    return 'has half of a surrogate pair in it';
  }
  if (typeof value === 'number') {
    if (!INTEGER.test(spelling)) {
      return 'is not a whole number written with digits only';
    }
    if (!Number.isSafeInteger(value)) {
      return `is not from -${Number.MAX_SAFE_INTEGER} to ${Number.MAX_SAFE_INTEGER}`;
    }
  }
  return undefined;
}

/**
 * Finds what a JSON text says that its parsed value no longer shows: members that are there twice, and how
 * numbers are spelled. Judges names, strings and `null` on the way.
 *
 * @param text - valid JSON, not nested deeply
 * @returns the rest of a sentence that begins with what the text is, or `undefined`; it repeats no part of the
 *   text but names that the formats know
 */
export function lintSource(text: string): string | undefined {
  let fault: string | undefined;
  // The path is a function because most of what is visited is in order, and it takes time to tell.
  const report = (
    kind: 'member' | 'value',
    path: () => (string | number)[],
    reason: string | undefined,
    offset: number,
  ) => {
    if (reason && !fault) {
      const known = describeMember(path());
      const what = known ? `the member ${known}, which` : `a ${kind} that`;
      fault = `holds ${what} ${reason} (${placeAt(text, offset)})`;
    }
  };

  const namesOfOpenObjects: Set<string>[] = [];
  visit(
    text,
    {
      onObjectBegin: () => {
        namesOfOpenObjects.push(new Set());
      },
      onObjectEnd: () => {
        namesOfOpenObjects.pop();
      },
      onObjectProperty: (name, offset, _length, _line, _column, path) => {
        const siblings = namesOfOpenObjects[namesOfOpenObjects.length - 1];
        report(
          'member',
          () => [...path(), name],
          faultOfName(name, siblings),
          offset,
        );
        siblings.add(name);
      },
      onLiteralValue: (value, offset, length, _line, _column, path) => {
        const spelling = text.slice(offset, offset + length);
        report('value', path, faultOfValue(value, spelling), offset);
      },
      onError: (_error, offset) => {
        report('value', () => [], 'is not valid JSON', offset);
      },
    },
    { disallowComments: true },
  );
  return fault;
}
