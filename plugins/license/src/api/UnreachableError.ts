/**
 * No answer came from the licence backend: no connection, or none in time.
 *
 * @public
 */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super('The licence backend did not answer', { cause });
    this.name = 'UnreachableError';
  }
}
