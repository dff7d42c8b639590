import { ResponseError } from '@backstage/errors';
import { UnreachableError } from '../api/UnreachableError';

/**
 * What a person has to know about a failed request: each kind calls for something else to be done.
 */
export type ErrorKind =
  | 'signedOut'
  | 'forbidden'
  | 'missing'
  | 'unreachable'
  | 'failed';

// A gateway that has no backend behind it, or a backend without its database.
const UNREACHABLE = [502, 503, 504];

/** Tells the kinds of failed requests apart. */
export function errorKind(error: unknown): ErrorKind {
  if (error instanceof UnreachableError) {
    return 'unreachable';
  }
  if (!ResponseError.is(error)) {
    return 'failed';
  }
  if (UNREACHABLE.includes(error.statusCode)) {
    return 'unreachable';
  }
  switch (error.statusCode) {
    case 401:
      return 'signedOut';
    case 403:
      return 'forbidden';
    case 404:
      return 'missing';
    default:
      return 'failed';
  }
}

/** The server's own words, if it said anything. */
export function serverMessage(error: unknown): string | undefined {
  return ResponseError.is(error) ? error.cause.message : undefined;
}

/** What the server says of a question that cannot be answered here, for reasons that are nobody's fault. */
export function conflictMessage(error: unknown): string | undefined {
  return ResponseError.is(error) && error.statusCode === 409
    ? serverMessage(error)
    : undefined;
}
