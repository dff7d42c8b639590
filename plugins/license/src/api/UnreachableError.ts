/**
 * No answer came from the license backend: no connection, or none in time.
 *
 * @public
 */
export class UnreachableError extends Error {
  constructor(cause?: unknown) {
    super('The license backend did not answer', { cause });
    this.name = 'UnreachableError';
  }
}
