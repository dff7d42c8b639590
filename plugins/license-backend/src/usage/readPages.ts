import {
  ActiveUser,
  ActiveUsersSource,
} from '@thetasecure/backstage-plugin-license-node';
import { setImmediate as breathe } from 'node:timers/promises';
import { z } from 'zod';
import { chunks } from '../database/Database';
import { isDoneWithin } from '../isDoneWithin';

/** So long a source may take for a page, in milliseconds. */
const TIMEOUT = 10_000;

/** Databases differ in what else they take, so what a source names is refused here, for all of them alike. */
const text = (unstorable: RegExp) =>
  z
    .string({ error: 'is no text' })
    .max(255, { error: 'is longer than 255 characters' })
    .refine(value => !unstorable.test(value), {
      error: 'holds a control character, such as NUL, or a lone surrogate',
    });
const line = text(/\p{Cc}|\p{Surrogate}/u);
const prose = text(/(?![\n\r\t])\p{Cc}|\p{Surrogate}/u).optional();
const date = z
  .date({ error: 'is no date' })
  .refine(value => /^\d{4}-/.test(value.toISOString()), {
    error: 'is a date outside of the years 0 to 9999',
  })
  .optional();

const userSchema = z.object(
  {
    // The length that counts is that of what is kept.
    user: z
      .string({ error: 'is no text' })
      .toLowerCase()
      .min(1, { error: 'is empty' })
      .pipe(line),
    displayName: prose,
    reason: prose,
    since: date,
    lastSeenAt: date,
  },
  { error: 'is no object' },
);

const WORDS: Record<string, string> = {
  user: 'user id',
  displayName: 'display name',
};

/** @throws an error that says what is wrong, and names nobody */
function toUser(value: unknown): ActiveUser {
  const { data, error } = userSchema.safeParse(value);
  if (error) {
    const [{ path, message }] = error.issues;
    const [member] = path.map(String);
    const who = member ? `user whose ${WORDS[member] ?? member}` : 'user that';
    throw new Error(`It named a ${who} ${message}`);
  }
  return data;
}

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
        yield some.map(toUser);
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
