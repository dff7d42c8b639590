import { visit } from 'jsonc-parser';

class Found extends Error {
  constructor(readonly offset: number) {
    super();
  }
}

/**
 * Where a text stops being JSON: V8 says so only inside of messages that repeat the text.
 *
 * @returns the offset, or `undefined` if it is JSON
 */
export function findSyntaxError(text: string): number | undefined {
  try {
    visit(
      text,
      {
        onError: (_error, offset) => {
          // Left to itself the visitor tries to go on, and loses the bound on its recursion.
          throw new Found(offset);
        },
      },
      { disallowComments: true },
    );
  } catch (error) {
    if (error instanceof Found) {
      return error.offset;
    }
    throw error;
  }
  return undefined;
}
