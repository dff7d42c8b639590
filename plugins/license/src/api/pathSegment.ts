import { InputError } from '@backstage/errors';

// Browsers resolve these before they send anything, `.` and `..` also when they are percent-encoded: the request would
// go to another address.
const UNSENDABLE: readonly string[] = ['', '.', '..'];

/**
 * An id as one segment of a path, so that it reaches the server as it is.
 *
 * @throws InputError if no request can carry it
 */
export function pathSegment(id: string): string {
  // A lone surrogate cannot be encoded.
  if (UNSENDABLE.includes(id) || /\p{Surrogate}/u.test(id)) {
    throw new InputError(
      `${JSON.stringify(id)} cannot be part of an address, so nothing was sent`,
    );
  }
  return encodeURIComponent(id);
}
