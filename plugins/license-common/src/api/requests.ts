import { z } from 'zod';
import { isInstant } from '../document/memberRules';
import { LICENSE_STATUSES } from '../domain/licenses';

const integer = (min: number, max: number, fallback: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return (
    z
      .string({ error })
      .regex(/^(0|[1-9]\d{0,8})$/, { error })
      .transform(Number)
      .refine(value => value >= min && value <= max, { error })
      .default(fallback)
      // What the transformation hides from the description of the API.
      .meta({
        override: {
          type: 'integer',
          minimum: min,
          maximum: max,
          default: fallback,
        },
      })
  );
};

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
  limit: integer(1, 500, 50),
  offset: integer(0, 999_999_999, 0),
};

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
  search: z
    .string({ error: 'must be given once' })
    .min(1, { error: 'must not be empty' })
    .max(200, { error: 'must have at most 200 characters' })
    .optional()
    .meta({
      description:
        'Part of the license id, product, customer name or e-mail address, in any case.',
    }),
  orderBy: oneOf(LICENSE_ORDER_FIELDS).default('licenseId'),
  order: oneOf(['asc', 'desc']).default('asc'),
  at,
});

/** Query of `GET /security/events`. */
export const eventsQuerySchema = z.object({
  ...paging,
  state: oneOf(['open', 'closed', 'all']).default('all').meta({
    description: 'open: active or unacknowledged.',
  }),
});

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
    },
    { error: 'must be an object with a "note"' },
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
