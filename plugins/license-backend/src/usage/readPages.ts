import {
  ActiveUser,
  ActiveUsersSource,
} from '@thetasecure/backstage-plugin-license-node';

/** So long a source may take for a page, in milliseconds. */
const TIMEOUT = 10_000;

const MAX_ID_LENGTH = 255;

/** Settles as the promise does, or fails when the signal aborts. */
async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  reason: () => Error,
): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(reason());
    signal.addEventListener('abort', onAbort);
  });
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

const isUser = (user: unknown): user is ActiveUser => {
  const { user: id, since, lastSeenAt } = (user ?? {}) as Partial<ActiveUser>;
  return (
    typeof id === 'string' &&
    id.length > 0 &&
    id.length <= MAX_ID_LENGTH &&
    [since, lastSeenAt].every(
      date => date === undefined || Number.isFinite(date?.getTime?.()),
    )
  );
};

/**
 * Reads everybody whom a source names, page by page.
 *
 * @throws if the source fails, names what is no user, or takes too long for a page
 */
export async function* readPages(
  source: ActiveUsersSource,
  signal?: AbortSignal,
): AsyncGenerator<readonly ActiveUser[]> {
  const giveUp = new AbortController();
  const ended = signal
    ? AbortSignal.any([signal, giveUp.signal])
    : giveUp.signal;
  const pages = source.users({ signal: ended })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const timer = setTimeout(() => giveUp.abort(), TIMEOUT);
      const { done, value } = await unlessAborted(pages.next(), ended, () =>
        giveUp.signal.aborted
          ? new Error(`It took over ${TIMEOUT / 1000} seconds to go on`)
          : new Error('The portal shuts down'),
      ).finally(() => clearTimeout(timer));
      if (done) {
        return;
      }
      if (!Array.isArray(value) || !value.every(isUser)) {
        throw new Error(
          `It named something that is no user: each needs an id of 1 to ${MAX_ID_LENGTH} characters`,
        );
      }
      yield value;
    }
  } finally {
    giveUp.abort();
    // A source that hangs does not answer to this either.
    pages.return?.()?.catch(() => {});
  }
}
