import { z } from 'zod';
import { day, isInstant } from '../document/memberRules';
import { LICENSE_STATUSES } from '../domain/licenses';

const integer = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return (
    z
      .string({ error })
      .regex(/^(0|[1-9]\d{0,8})$/, { error })
      .transform(Number)
      .refine(value => value >= min && value <= max, { error })
      // What the transformation hides from the description of the API.
      .meta({ override: { type: 'integer', minimum: min, maximum: max } })
  );
};

const integerOr = (fallback: number, min: number, max: number) =>
  integer(min, max)
    .default(fallback)
    .meta({
      override: {
        type: 'integer',
        minimum: min,
        maximum: max,
        default: fallback,
      },
    });

const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

const at = z
  .string({ error: 'must be given once' })
  .refine(isInstant, {
    error: 'must be an instant such as 2026-01-15T09:00:00Z',
  })
  .optional()
  .meta({
    description:
      'Judge dates at this instant (RFC 3339). Other checks are those of now.',
  });

const paging = {
  limit: integerOr(50, 1, 500),
  offset: integerOr(0, 0, 999_999_999),
};

const search = (description: string) =>
  z
    .string({ error: 'must be given once' })
    .min(1, { error: 'must not be empty' })
    .max(200, { error: 'must have at most 200 characters' })
    // Not all databases take these, and no name has them.
    .refine(text => !/\p{Cc}|\p{Surrogate}/u.test(text), {
      error: 'must not hold control characters',
    })
    .optional()
    .meta({ description });

const order = oneOf(['asc', 'desc']).default('asc');

/** The columns that `GET /licenses` can order by. */
export const LICENSE_ORDER_FIELDS = [
  'licenseId',
  'customer',
  'product',
  'maxUsers',
  'validFrom',
  'validUntil',
  'installedAt',
  'status',
] as const;

/** Query of `GET /overview`. */
export const overviewQuerySchema = z.object({ at });

/** Query of `GET /licenses`. */
export const licensesQuerySchema = z.object({
  ...paging,
  status: z
    .preprocess(
      value => (typeof value === 'string' ? [value] : value),
      z.array(oneOf(LICENSE_STATUSES), {
        error: `must be one of ${LICENSE_STATUSES.join(', ')}`,
      }),
    )
    .optional()
    .meta({ description: 'Repeatable: any of these.' }),
  search: search(
    'Part of the license id, product, customer name or e-mail address, in any case.',
  ),
  orderBy: oneOf(LICENSE_ORDER_FIELDS).default('licenseId'),
  order,
  at,
});

/** Query of `GET /security/events`. */
export const eventsQuerySchema = z.object({
  ...paging,
  state: oneOf(['open', 'closed', 'all']).default('all').meta({
    description: 'open: active or unacknowledged.',
  }),
});

/** Query of `GET /security/checkpoint`. */
export const checkpointQuerySchema = z.object({
  sequence: integer(1, 999_999_999).optional().meta({
    description: 'Answer with this entry of the ledger, not with the last one.',
  }),
});

/** Two days, both included; which ones they are by default depends on today. */
const dates = (description: string) =>
  z
    .object({
      from: day
        .optional()
        .meta({ description: `The first day. ${description}` }),
      to: day.optional().meta({ description: 'The last day.' }),
    })
    .refine(
      ({ from, to }) => from === undefined || to === undefined || from <= to,
      { error: 'must not be before "from"', path: ['to'] },
    );

/** Query of `GET /usage`. */
export const usageQuerySchema = dates(
  'By default the 90 days before the last one, which is today.',
);

/** Query of `GET /coverage`. */
export const coverageQuerySchema = dates(
  'Today by default; the last day is a year after it.',
);

/** The columns that `GET /usage/users` can order by. */
export const USER_ORDER_FIELDS = ['user', 'since', 'lastSeenAt'] as const;

const users = {
  search: search('Part of the user or the display name, in any case.'),
  orderBy: oneOf(USER_ORDER_FIELDS).default('user'),
  order,
};

/** Query of `GET /usage/users.csv`. */
export const usersCsvQuerySchema = z.object({
  ...users,
  separator: oneOf(['comma', 'semicolon']).default('comma').meta({
    description:
      'What stands between fields: spreadsheets of many languages expect a semicolon.',
  }),
});

/** Query of `GET /usage/users`. */
export const usersQuerySchema = z.object({ ...users, ...paging });

/** Query of `GET /usage/reclaim`. */
export const reclaimQuerySchema = z.object({
  ...paging,
  days: integer(1, 3650).meta({
    description: 'Users not seen for so many days would free a slot.',
  }),
});

/** A report holds at most so many sign-ins. */
export const MAX_REPORTED_SIGN_INS = 500;

const reportedInstant = (error: string) =>
  z.string({ error }).refine(isInstant, { error });

/** Body of `POST /usage/sign-ins`. */
export const signInReportSchema = z
  .object(
    {
      items: z
        .array(
          z.object(
            {
              user: z.string({ error: 'must be an entity ref' }).meta({
                description:
                  'An entity ref. What is no ref of a user is ignored: it must not hold up all others.',
              }),
              signedInAt: reportedInstant(
                'must be an instant such as 2026-01-15T09:00:00Z, or null',
              )
                .nullable()
                .meta({
                  description:
                    'The last sign-in; null: at some time before now, nobody knows when.',
                }),
            },
            { error: 'must hold objects' },
          ),
          { error: 'must be a list' },
        )
        .max(MAX_REPORTED_SIGN_INS, {
          error: `must hold at most ${MAX_REPORTED_SIGN_INS} sign-ins`,
        }),
      reportedUntil: reportedInstant('must be an instant').meta({
        description: 'With this report, all sign-ins up to here are reported.',
      }),
      complete: z.boolean({ error: 'must be true or false' }).meta({
        description: 'Nothing is left to report for now.',
      }),
    },
    { error: 'must be an object' },
  )
  .meta({ id: 'SignInReport' });

/** Body of `POST /security/events/:id/acknowledge`. */
export const acknowledgementSchema = z
  .object(
    {
      note: z
        .string({ error: 'must be a text' })
        .trim()
        .min(1, { error: 'must not be empty' })
        .max(500, { error: 'must have at most 500 characters' })
        // Databases do not store all of these, and nobody could read them.
        .refine(text => !/(?![\n\r\t])\p{Cc}|\p{Surrogate}/u.test(text), {
          error: 'must not hold control characters',
        }),
      evidence: z
        .string({
          error: 'must be the "evidence" of the event as it was shown',
        })
        .max(200, { error: 'must have at most 200 characters' })
        .meta({
          description:
            'That of the event as it was shown: exactly this is accepted.',
        }),
    },
    { error: 'must be an object with a "note" and the "evidence"' },
  )
  .meta({ id: 'Acknowledgement' });

/**
 * What `GET /licenses` can be asked for, as it is written in a query string.
 *
 * @public
 */
export type LicensesQuery = z.output<typeof licensesQuerySchema>;

/**
 * What `GET /security/events` can be asked for.
 *
 * @public
 */
export type EventsQuery = z.output<typeof eventsQuerySchema>;

/**
 * What `GET /usage` can be asked for.
 *
 * @public
 */
export type UsageQuery = z.output<typeof usageQuerySchema>;

/**
 * What `GET /coverage` can be asked for.
 *
 * @public
 */
export type CoverageQuery = z.output<typeof coverageQuerySchema>;

/**
 * What `GET /usage/users` can be asked for.
 *
 * @public
 */
export type UsersQuery = z.output<typeof usersQuerySchema>;

/**
 * What `GET /usage/users.csv` can be asked for.
 *
 * @public
 */
export type UsersCsvQuery = z.output<typeof usersCsvQuerySchema>;

/**
 * What `GET /usage/reclaim` can be asked for.
 *
 * @public
 */
export type ReclaimQuery = z.output<typeof reclaimQuerySchema>;

/**
 * What the auth backend tells of sign-ins, at most 500 at once. Telling it again changes nothing.
 *
 * @public
 */
export type SignInReport = z.output<typeof signInReportSchema>;

/**
 * A validated request, or one sentence naming the parameter or member at fault.
 *
 * @internal
 */
export function parseRequest<T extends z.ZodType>(
  schema: T,
  value: unknown,
  kind: 'query parameter' | 'member',
): { value: z.output<T> } | { fault: string } {
  const result = schema.safeParse(value);
  if (result.success) {
    return { value: result.data };
  }
  const [{ path, message }] = result.error.issues;
  return {
    fault: path.length
      ? `The ${kind} "${String(path[0])}" ${message}.`
      : `The body ${message}.`,
  };
}
