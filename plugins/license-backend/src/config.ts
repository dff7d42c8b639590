import {
  readSchedulerServiceTaskScheduleDefinitionFromConfig,
  RootConfigService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { isIdentifier } from '@thetasecure/backstage-plugin-license-common';
import { sendAt } from 'cron';
import { Duration } from 'luxon';
import { z } from 'zod';
import { messageOf } from './errors';

/** The notifications plugin takes no ref without a kind, and refuses all that are named beside it. */
const ENTITY_REF = /^[^:/\s]+:([^:/\s]+\/)?[^:/\s]+$/;

const list = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, { error: `must be a list of ${what}` });

const texts = (what: string) =>
  list(z.string({ error: `must be ${what}` }).min(1), what);

const object = <T extends z.ZodRawShape>(shape: T) =>
  z.object(shape, {
    error: `must be an object with ${Object.keys(shape).join(', ')}`,
  });

const filePath = 'must be the path of a file';

const schema = object({
  productInstanceId: z
    .string({ error: 'must be a text' })
    .refine(isIdentifier, {
      error:
        'must be 1 to 128 letters, digits, ".", "_", ":" or "-", beginning with a letter or digit',
    })
    .optional(),
  products: texts('product names')
    .min(1, {
      error:
        'must name at least one product; leave it out to accept every product',
    })
    .optional(),
  trustedKeys: object({
    keys: list(
      z.unknown(),
      'public keys: JWKs, or objects with "kid" and "pem"',
    ).default([]),
    files: texts('paths of JWKS files').default([]),
  }).prefault({}),
  files: texts('paths of license files or folders').default([]),
  // Empty is what an environment variable can be that nobody set: a row that says so, and no reason not to start.
  documents: list(
    z
      .string({ error: 'must be the text of a license file' })
      .nullable()
      .transform(text => text ?? ''),
    'license texts',
  ).default([]),
  maxGracePeriodDays: z
    .int({ error: 'must be a whole number of days' })
    .min(0, { error: 'must not be negative' })
    .optional(),
  activeUsers: object({
    source: z
      .string({ error: 'must be the id of a source' })
      .min(1)
      .default('catalog'),
  }).prefault({}),
  notifications: object({
    receivers: list(
      z.string({ error: 'must be an entity ref' }).regex(ENTITY_REF, {
        error: 'must be an entity ref such as group:default/admins',
      }),
      'entity refs of users or groups',
    ).default([]),
  }).prefault({}),
  integrity: object({
    enabled: z.boolean({ error: 'must be true or false' }).default(true),
    keys: list(
      object({
        secret: z
          .string({ error: 'must be a text' })
          .min(1, { error: 'must not be empty' }),
      }),
      'objects with a secret',
    ).default([]),
    checkpointFile: z
      .string({ error: filePath })
      .min(1, { error: filePath })
      .optional(),
  }).prefault({}),
  revocations: object({
    files: texts('paths of revocation lists').default([]),
  }).prefault({}),
});

/** The configuration of the plugin, checked, with defaults. */
export type LicenseConfig = ReturnType<typeof readLicenseConfig>;

// A dead pod leaves a task "running" until its timeout, so that is kept short.
const DEFAULT_SCHEDULES = {
  validation: { frequency: { minutes: 60 }, timeout: { minutes: 5 } },
  integrityScan: { frequency: { minutes: 1 }, timeout: { minutes: 5 } },
  usage: { frequency: { minutes: 15 }, timeout: { minutes: 5 } },
} as const;

/** @throws if a cron expression is none, or a duration does not last */
function checkCadence({
  frequency,
  timeout,
}: SchedulerServiceTaskScheduleDefinition): void {
  for (const [name, value] of Object.entries({ frequency, timeout })) {
    if ('cron' in value) {
      // Throws if it is not one.
      sendAt(value.cron);
    } else if (
      !('trigger' in value) &&
      Duration.fromObject(
        Duration.isDuration(value) ? value.toObject() : value,
      ).toMillis() <= 0
    ) {
      throw new Error(`the ${name} must be longer than nothing`);
    }
  }
}

function readSchedule(
  config: RootConfigService,
  name: keyof typeof DEFAULT_SCHEDULES,
): SchedulerServiceTaskScheduleDefinition {
  const key = `license.schedule.${name}`;
  let schedule: SchedulerServiceTaskScheduleDefinition;
  try {
    if (!config.has(key)) {
      return { ...DEFAULT_SCHEDULES[name], scope: 'global' };
    }
    schedule = readSchedulerServiceTaskScheduleDefinitionFromConfig(
      config.getConfig(key),
    );
    checkCadence(schedule);
  } catch (error) {
    throw new InputError(
      `Invalid configuration at ${key}: it must be a task schedule such as { frequency: { minutes: 60 }, timeout: { minutes: 5 } } (${messageOf(
        error,
      )})`,
    );
  }
  // Every replica running it would be the same work again over one database; and a local task that is only
  // triggered by hand never sleeps.
  return { ...schedule, scope: 'global', initialDelay: undefined };
}

/** A hundred years: what is longer is a slip, and leads to dates that nothing can write. */
const MAX_DAYS = 36_525;

/** @throws an `InputError` if it is no duration, or lasts for less than a day or more than a century */
function readDays(
  config: RootConfigService,
  key: string,
  fallback: number,
): Duration<true> {
  let duration = Duration.fromObject({ days: fallback }) as Duration;
  let fault = '';
  try {
    if (config.has(key)) {
      duration = Duration.fromObject(readDurationFromConfig(config, { key }));
    }
  } catch (error) {
    fault = ` (${messageOf(error)})`;
  }
  const days = duration.as('days');
  if (fault || !(days >= 1 && days <= MAX_DAYS)) {
    throw new InputError(
      `Invalid configuration at ${key}: it must be a duration from a day to a hundred years such as { days: ${fallback} }${fault}`,
    );
  }
  return duration as Duration<true>;
}

/**
 * Reads and checks everything under `license`.
 *
 * @throws an `InputError` naming the key and the remedy, which stops the plugin at start
 */
export function readLicenseConfig(config: RootConfigService) {
  const { data, error } = schema.safeParse(config.getOptional('license') ?? {});
  if (error) {
    const [{ path, message }] = error.issues;
    const key = z.core.toDotPath(['license', ...path]);
    throw new InputError(`Invalid configuration at ${key}: it ${message}`);
  }
  return {
    ...data,
    activeUsers: {
      ...data.activeUsers,
      /** Who signed in during this time counts (source `sign-ins`). */
      window: readDays(config, 'license.activeUsers.window', 30),
    },
    /** So long the history of days is kept. */
    usage: { retention: readDays(config, 'license.usage.retention', 400) },
    schedule: {
      validation: readSchedule(config, 'validation'),
      integrityScan: readSchedule(config, 'integrityScan'),
      usage: readSchedule(config, 'usage'),
    },
  };
}
