import { z } from 'zod';

/** An instant in UTC. */
export const instant = z.iso
  .datetime()
  .meta({ description: 'An instant, RFC 3339 in UTC.' });

/** A calendar date. */
export const date = z.iso
  .date()
  .meta({ description: 'A calendar date, YYYY-MM-DD.' });

/** A number of things. */
export const count = z.int().min(0);

/** A part of a list, and how long it is as a whole. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), totalItems: count });
