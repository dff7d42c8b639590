import { z } from 'zod';
import { ActiveUser } from './extensions';

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

/**
 * Takes what a source names for a user, in lower case.
 *
 * @throws an error that says what is wrong, and names nobody
 * @public
 */
export function parseActiveUser(value: unknown): ActiveUser {
  const { data, error } = userSchema.safeParse(value);
  if (error) {
    const [{ path, message }] = error.issues;
    const [member] = path.map(String);
    const who = member ? `user whose ${WORDS[member] ?? member}` : 'user that';
    throw new Error(`It named a ${who} ${message}`);
  }
  return data;
}
