import { z } from 'zod';
import { WARNING_TYPES } from '../domain/outlook';
import { summarySchema } from './schemas';
import { count, date, instant, page } from './shapes';

/** @see UsageHistory */
export const usageHistorySchema = z
  .object({
    items: z.array(
      z.object({
        date: date.meta({ description: 'A day in UTC, YYYY-MM-DD.' }),
        activeUsers: count.meta({ description: 'The last count of the day.' }),
        peakUsers: count.meta({ description: 'The highest count of the day.' }),
        capacity: count.meta({ description: 'Seats at the last count.' }),
      }),
    ),
  })
  .meta({
    id: 'UsageHistory',
    description: 'In order of time. Days without a count are left out.',
  });

/** @see CountedUser */
export const countedUserSchema = z
  .object({
    user: z.string().meta({
      description: 'Entity ref, or what else the source tells users apart by.',
    }),
    displayName: z.string().optional(),
    since: instant.meta({ description: 'Counted without a break since then.' }),
    lastSeenAt: instant.nullable().meta({
      description: 'The last sign-in; null: nobody knows.',
    }),
    reason: z.string().meta({ description: 'Why this user counts.' }),
  })
  .meta({ id: 'CountedUser' });

/** @see CountedUserPage */
export const countedUserPageSchema = page(countedUserSchema)
  .extend({ usage: summarySchema.shape.usage, activeUsers: count.nullable() })
  .meta({
    id: 'CountedUserPage',
    description:
      'Who counts. Without a search, totalItems is the number of active users.',
  });

/** @see ReclaimPreview */
export const reclaimPreviewSchema = page(countedUserSchema)
  .extend({
    days: count.meta({ description: 'The window that was asked for.' }),
    activeUsers: count.meta({ description: 'Users who count now.' }),
    remainingUsers: count.meta({ description: 'Users who would still count.' }),
    neverSeen: count.meta({
      description:
        'Users of whom nobody knows when they were last seen; they would still count.',
    }),
  })
  .meta({
    id: 'ReclaimPreview',
    description:
      'Users who would free a slot, those seen the longest ago first. Nothing is changed.',
  });

/** @see Coverage */
export const coverageSchema = z
  .object({
    items: z
      .array(z.object({ date, capacity: count }))
      .meta({ description: 'From each date on, so many seats.' }),
    gaps: z.array(z.object({ from: date, to: date.nullable() })).meta({
      description: 'Days without a seat, both included; null: without end.',
    }),
    activeUsers: count.nullable(),
    shortfall: z
      .object({
        date,
        capacityBefore: count,
        capacity: count,
        missing: count,
      })
      .nullable()
      .meta({
        description: 'The first day on which the users of today are too many.',
      }),
    coverageEnds: date.nullable().meta({
      description:
        'The first day on which licenses without their grace periods are no longer enough; null: they are not now.',
    }),
    graceEnds: date.nullable().meta({
      description: 'The same with grace periods.',
    }),
    warnings: z.array(
      z
        .object({
          type: z.enum(WARNING_TYPES),
          threshold: count.optional().meta({
            description: 'Percent (utilization) or days (coverage_ends).',
          }),
          date: date.optional(),
        })
        .meta({ id: 'Warning' }),
    ),
  })
  .meta({
    id: 'Coverage',
    description: 'Seats to come, by the licenses that are installed now.',
  });

/** @see SignInState */
export const signInStateSchema = z
  .object({
    reportedUntil: instant.nullable().meta({
      description: 'Sign-ins up to here were reported; null: none yet.',
    }),
  })
  .meta({ id: 'SignInState' });

/**
 * The answer of `GET /usage`.
 *
 * @public
 */
export type UsageHistory = z.output<typeof usageHistorySchema>;

/**
 * A user who counts.
 *
 * @public
 */
export type CountedUser = z.output<typeof countedUserSchema>;

/**
 * The answer of `GET /usage/users`.
 *
 * @public
 */
export type CountedUserPage = z.output<typeof countedUserPageSchema>;

/**
 * The answer of `GET /usage/reclaim`.
 *
 * @public
 */
export type ReclaimPreview = z.output<typeof reclaimPreviewSchema>;

/**
 * The answer of `GET /coverage`.
 *
 * @public
 */
export type Coverage = z.output<typeof coverageSchema>;

/**
 * How far sign-ins were reported.
 *
 * @public
 */
export type SignInState = z.output<typeof signInStateSchema>;
