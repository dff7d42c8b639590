import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { ErrorRequestHandler } from 'express';
import { DatabaseError } from '../database/DatabaseError';

/** Seconds after which a client may try again when the database is gone. */
const RETRY_AFTER = 5;

/** An error with a status that `@backstage/errors` has no class for. */
export class HttpError extends Error {
  constructor(readonly statusCode: number, name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const OWN_NAMES: ReadonlySet<string> = new Set([
  'InputError',
  'AuthenticationError',
  'NotAllowedError',
  'NotFoundError',
  'ConflictError',
  'ServiceUnavailableError',
]);

/** Turns whatever went wrong into an error that says what to do and tells nothing it should not. */
function toAnswer(error: unknown, logger: LoggerService): Error {
  const { name, message, status } = error as Partial<Error> & {
    status?: unknown;
  };
  if (error instanceof HttpError || (name && OWN_NAMES.has(name))) {
    return error as Error;
  }
  if (error instanceof DatabaseError && error.isUnavailable) {
    logger.error(error.message);
    return new ServiceUnavailableError(
      `The license database cannot be reached. Try again in ${RETRY_AFTER} seconds.`,
    );
  }
  // Express refuses a path that is not well percent-encoded, and its body readers refuse broken requests.
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return name === 'URIError'
      ? new InputError('The path is not well percent-encoded')
      : new InputError('The request is malformed');
  }
  logger.error(`Unexpected ${name ?? 'error'}: ${message}`, error as Error);
  return new HttpError(
    500,
    'InternalServerError',
    'Something went wrong that should not. The log of the backend says more.',
  );
}

/** The last handler of the router. */
export function answerErrors(logger: LoggerService): ErrorRequestHandler {
  return (error, _req, res, next) => {
    const answer = toAnswer(error, logger);
    if (answer.name === 'ServiceUnavailableError' && !res.headersSent) {
      res.setHeader('Retry-After', String(RETRY_AFTER));
    }
    next(answer);
  };
}
