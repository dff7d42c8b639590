import { showable } from './showable';

/** A check failed: what was looked at is readable, and not good. */
export const CHECK_FAILED = 1;

/** Nothing could be done: an option, a file or a key is unusable. */
export const UNUSABLE_INPUT = 2;

/** A sentence without its period, to go on with a remedy. */
export const asClause = (sentence: string): string =>
  sentence.replace(/\.$/, '');

/** Ends the command with one sentence, a remedy and an exit code. The Backstage CLI knows it by its name. */
export class CommandError extends Error {
  override readonly name = 'ExitCodeError';
  readonly code: number;

  constructor(message: string, code: number = UNUSABLE_INPUT) {
    super(`${showable(asClause(message)).replace(/^the /, 'The ')}.`);
    this.code = code;
  }
}
