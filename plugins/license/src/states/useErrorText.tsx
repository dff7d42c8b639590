import { ReactNode, useCallback } from 'react';
import { isError, ResponseError } from '@backstage/errors';
import { useText } from '../useText';
import { errorKind, serverMessage } from './errorKind';

/**
 * Puts a refused action in words, for a banner or a dialog.
 *
 * @param tooLarge - what to say of a file that is too large, if it is no license
 */
export function useErrorText(tooLarge?: string): (error: unknown) => ReactNode {
  const t = useText();
  return useCallback(
    (error: unknown) => {
      if (ResponseError.is(error)) {
        if (error.statusCode === 413) {
          return tooLarge ?? t('errors.tooLarge');
        }
        // What the server says of a request at fault names the check or the member, and what to do; and what it says
        // of itself why it cannot serve. A gateway in front of it says nothing that helps.
        if (
          [400, 409, 415].includes(error.statusCode) ||
          error.cause.name === 'ServiceUnavailableError'
        ) {
          return <bdi>{serverMessage(error)}</bdi>;
        }
      }
      // Refused before it was sent.
      if (isError(error) && error.name === 'InputError') {
        return <bdi>{error.message}</bdi>;
      }
      return t(`errors.${errorKind(error)}`);
    },
    [t, tooLarge],
  );
}
