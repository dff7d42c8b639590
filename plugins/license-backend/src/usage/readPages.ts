import {
  ActiveUser,
  ActiveUsersSource,
  parseActiveUser,
} from '@thetasecure/backstage-plugin-license-node';
import { setImmediate as breathe } from 'node:timers/promises';
import { chunks } from '../database/Database';
import { isDoneWithin } from '../isDoneWithin';

/** So long a source may take for a page, in milliseconds. */
const TIMEOUT = 10_000;

/**
 * Reads everybody whom a source names, as many at once as a statement takes.
 *
 * @throws if the source fails, names what is no user, or takes too long for a page
 */
export async function* readPages(
  source: ActiveUsersSource,
): AsyncGenerator<ActiveUser[]> {
  const ended = new AbortController();
  const pages = source.users({ signal: ended.signal })[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = pages.next();
      if (!(await isDoneWithin(TIMEOUT, next))) {
        throw new Error(`It took over ${TIMEOUT / 1000} seconds to go on`);
      }
      const { done, value } = await next;
      if (done) {
        return;
      }
      if (!Array.isArray(value)) {
        throw new Error('It named something that is no list of users');
      }
      for (const some of chunks(value)) {
        yield some.map(parseActiveUser);
        // SQLite answers at once, so that nobody else would get a turn.
        await breathe();
      }
    }
  } finally {
    ended.abort();
    // A source that hangs does not answer to this either.
    pages.return?.()?.catch(() => {});
  }
}
