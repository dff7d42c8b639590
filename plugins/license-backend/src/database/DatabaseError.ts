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

function isUnavailable(code: string | undefined, error: Error): boolean {
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
  /** Whether it is the database that cannot be used right now, rather than a statement that is wrong. */
  readonly isUnavailable: boolean;

  constructor(cause: Error & { code?: unknown }) {
    const code = typeof cause.code === 'string' ? cause.code : undefined;
    super(`The database did not carry out a statement (${code ?? cause.name})`);
    this.name = 'DatabaseError';
    this.isUnavailable = isUnavailable(code, cause);
    // Where it happened, without the first lines, which repeat the driver's message.
    const frames = cause.stack
      ?.split('\n')
      .filter(line => /^ {4}at /.test(line));
    this.stack = [`${this.name}: ${this.message}`, ...(frames ?? [])].join(
      '\n',
    );
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

/**
 * Makes every method of a store throw a `DatabaseError` for what the driver throws.
 *
 * @param store - an object whose methods are asynchronous
 */
export function guarded<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, property) {
      const value = Reflect.get(target, property, target);
      if (typeof value !== 'function') {
        return value;
      }
      return async (...args: unknown[]) => {
        try {
          return await value.apply(target, args);
        } catch (error) {
          throw isOfDriver(error) ? new DatabaseError(error) : error;
        }
      };
    },
  });
}
