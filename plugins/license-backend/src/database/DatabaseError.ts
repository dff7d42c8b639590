const NETWORK =
  /^(ECONN|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN)/;

/**
 * SQLSTATE classes that say the server, not the statement, is the trouble: connection (08), read-only (25),
 * authorization (28), a transaction to be repeated (40), no such database (3D), resources (53), not in a state
 * to be used (55), operator intervention such as a shutdown (57), system error (58).
 */
const SERVER_STATE = /^(08|25|28|3D|40|53|55|57|58)[0-9A-Z]{3}$/;

/** What drivers throw without a code when a connection is lost, closed, or not had in time. */
const CONNECTION =
  /^(Connection terminated|Client has encountered a connection error|Client was closed|The database connection is not open|Unable to acquire a connection|timeout expired|Query read timeout)/;

/** Knex puts the statement before what the driver says. */
const isOfConnection = ({ message }: Error): boolean =>
  CONNECTION.test(message.split(' - ').at(-1)!);

function saysUnavailable(code: string | undefined, error: Error): boolean {
  if (code?.startsWith('SQLITE_')) {
    return !code.startsWith('SQLITE_CONSTRAINT');
  }
  return (
    (code !== undefined && (NETWORK.test(code) || SERVER_STATE.test(code))) ||
    error.name === 'KnexTimeoutError' ||
    isOfConnection(error)
  );
}

/**
 * A statement that the database did not carry out. Says so without the statement: the drivers' own messages
 * hold its values, and those of ours are licenses.
 */
export class DatabaseError extends Error {
  /** The database is there, and does not answer. */
  static late(): DatabaseError {
    return new DatabaseError('no answer in time', true);
  }

  static of(cause: Error & { code?: unknown }): DatabaseError {
    const code = typeof cause.code === 'string' ? cause.code : undefined;
    const error = new DatabaseError(
      code ?? cause.name,
      saysUnavailable(code, cause),
    );
    // Where it happened, without the first lines, which repeat the driver's message.
    const frames = cause.stack
      ?.split('\n')
      .filter(line => /^ {4}at /.test(line));
    error.stack = [`${error.name}: ${error.message}`, ...(frames ?? [])].join(
      '\n',
    );
    return error;
  }

  /** @param isUnavailable - whether it is the database that cannot be used right now, rather than a statement */
  private constructor(reason: string, readonly isUnavailable: boolean) {
    super(`The database did not carry out a statement (${reason})`);
    this.name = 'DatabaseError';
  }
}

/** What drivers throw has a code, or is one of Knex's own errors; what our code throws has neither. */
const isOfDriver = (error: unknown): error is Error & { code?: unknown } => {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return (
    typeof code === 'string' ||
    name === 'KnexTimeoutError' ||
    (error instanceof Error && isOfConnection(error))
  );
};

/** What a driver threw, as a `DatabaseError`; everything else as it is. */
export const toDatabaseError = (error: unknown): unknown =>
  isOfDriver(error) ? DatabaseError.of(error) : error;
