import { z } from 'zod';
import { CHECK_CODES } from '../domain/checks';
import { LICENSE_STATUSES } from '../domain/licenses';
import { SECURITY_EVENT_TYPES } from '../domain/securityEvents';
import { count, date, instant, page } from './shapes';

const instantWithOffset = z.iso
  .datetime({ offset: true })
  .meta({ description: 'An instant, RFC 3339.' });

/** One check of a license file, as the API tells it. */
export const checkSchema = z
  .object({
    code: z.enum(CHECK_CODES),
    status: z.enum(['pass', 'fail', 'warn']),
    message: z.string(),
    remedy: z.string().optional(),
  })
  .meta({ id: 'Check', description: 'What one check of a license found.' });

/** @see License */
export const licenseSchema = z
  .object({
    licenseId: z.string().meta({
      description: 'Of a file that cannot be read: `file:<file name>`.',
    }),
    product: z.string(),
    type: z.enum(['subscription', 'trial']),
    maskedKey: z.string().meta({ examples: ['NX-••••-••••-••••-T3HC'] }),
    productInstanceId: z.string().optional().meta({
      description: 'The deployment it is bound to; absent: any.',
    }),
    customer: z.object({ name: z.string(), email: z.string() }),
    maxUsers: z.int().meta({ description: 'Seats.' }),
    validFrom: date,
    validUntil: date,
    timeZone: z.string().meta({ description: 'IANA name; its days count.' }),
    graceUntil: date.meta({ description: 'The last day of grace.' }),
    status: z.enum(LICENSE_STATUSES),
    features: z.array(z.string()),
    source: z.enum(['upload', 'file']),
    installedAt: instant,
    installedBy: z.string().meta({
      description:
        'Entity ref or service that uploaded it, or `file:<file name>`.',
    }),
  })
  // Of a license that cannot be read or verified, nothing is shown as fact.
  .partial({
    product: true,
    type: true,
    maskedKey: true,
    customer: true,
    maxUsers: true,
    validFrom: true,
    validUntil: true,
    timeZone: true,
    graceUntil: true,
    features: true,
  })
  .meta({
    id: 'License',
    description:
      'An installed license. Of one that cannot be verified only licenseId, status, source, installedAt and installedBy are there.',
  });

/** @see LicenseDetails */
export const licenseDetailsSchema = licenseSchema
  .extend({ checks: z.array(checkSchema) })
  .meta({ id: 'LicenseDetails' });

/** @see Summary */
export const summarySchema = z
  .object({
    operatingMode: z.enum(['licensed', 'trial', 'limited']),
    inGracePeriod: z.boolean(),
    activeUsers: count.nullable(),
    capacity: count.meta({ description: 'Seats of the counting licenses.' }),
    utilizationPercent: count.nullable(),
    remaining: count.nullable(),
    overBy: count,
    usage: z.object({
      source: z.string().meta({ description: 'Id of the source that counts.' }),
      rule: z.string().meta({ description: 'Who counts, in words.' }),
      countedAt: instant.nullable().meta({
        description: 'When the number was counted; null: never yet.',
      }),
      stale: z.boolean().meta({
        description:
          'The last count failed, or no two counts in a row ever came to the same number.',
      }),
      reason: z.string().optional().meta({ description: 'Why it is stale.' }),
    }),
    evaluatedAt: instant,
    productInstanceId: z.string(),
    trustedKeys: count,
  })
  .meta({ id: 'Summary', description: 'What the licenses add up to.' });

/** @see Overview */
export const overviewSchema = summarySchema
  .extend({
    licenses: z.array(licenseSchema).meta({
      description: 'Those that count, soonest end first, at most 100.',
    }),
    licensesTotal: count,
  })
  .meta({ id: 'Overview' });

/** @see LicensePage */
export const licensePageSchema = page(licenseSchema).meta({
  id: 'LicensePage',
});

/** @see UploadResult */
export const uploadResultSchema = z
  .object({
    license: licenseSchema,
    checks: z.array(checkSchema),
    before: summarySchema,
    after: summarySchema,
  })
  .meta({ id: 'UploadResult' });

/** @see Preview */
export const previewSchema = uploadResultSchema
  .partial({ license: true, after: true })
  .meta({
    id: 'Preview',
    description:
      '`license` is there once the signature passed; `after` if an upload would succeed.',
  });

/** @see RefreshResult */
export const refreshResultSchema = z
  .object({
    checked: count,
    changed: z.array(z.string()).meta({
      description:
        'Ids of licenses whose status or a check differs from the last validation.',
    }),
    overview: overviewSchema,
  })
  .meta({ id: 'RefreshResult' });

/** @see Run */
export const runSchema = z
  .object({
    startedAt: instant,
    finishedAt: instant,
    trigger: z.enum(['schedule', 'manual', 'refresh']),
    checked: count,
    failed: count,
    triggeredBy: z.string().optional(),
  })
  .meta({ id: 'Run', description: 'A finished validation or integrity scan.' });

/** @see RunPending */
export const runPendingSchema = z
  .object({ running: z.literal(true) })
  .meta({ id: 'RunPending' });

const overdue = (what: string) =>
  z.boolean().meta({
    description: `No ${what} finished for over three intervals, counted from the first start if there was none.`,
  });

/** @see SecurityStatus */
export const securityStatusSchema = z
  .object({
    integrity: z.object({
      tamperDetection: z.enum(['enabled', 'disabled']),
      sealed: z.boolean(),
      secretMissing: z.boolean().optional().meta({
        description:
          'The ledger is sealed with a secret that this replica does not have: it believes nothing newer, and appends nothing.',
      }),
      criticalEvents: count,
      lastScan: runSchema.nullable(),
      overdue: overdue('scan'),
    }),
    validation: z.object({
      lastValidation: runSchema.nullable(),
      nextValidation: instant.nullable(),
      interval: z.iso.duration().nullable().meta({
        description: 'ISO 8601; null if it only runs when triggered by hand.',
      }),
      validationErrors: count,
      running: z.boolean(),
      overdue: overdue('validation'),
    }),
  })
  .meta({ id: 'SecurityStatus' });

/** @see SecurityEvent */
export const securityEventSchema = z
  .object({
    id: z.string(),
    type: z.enum(SECURITY_EVENT_TYPES),
    severity: z.enum(['critical', 'warning']),
    subject: z.string(),
    licenseId: z.string().optional(),
    message: z.string(),
    remedy: z.string(),
    evidence: z.string().meta({
      description:
        'Tells one state of the subject from another. Acknowledging names the one that was shown.',
    }),
    firstSeenAt: instant,
    lastSeenAt: instant,
    active: z.boolean().meta({ description: 'Its condition still holds.' }),
    acknowledgedAt: instant.optional(),
    acknowledgedBy: z.string().optional(),
    note: z.string().optional(),
  })
  .meta({ id: 'SecurityEvent', description: 'An alarm. It latches.' });

/** @see SecurityEventPage */
export const securityEventPageSchema = page(securityEventSchema).meta({
  id: 'SecurityEventPage',
});

/** @see Checkpoint */
export const checkpointSchema = z
  .object({
    sequence: count.meta({
      description: 'Of the last entry of the ledger, or of the one asked for.',
    }),
    digest: z.string().meta({
      description:
        'SHA-256 of that entry and the digest before it, lower-case hex.',
    }),
    recordedAt: instant,
  })
  .meta({
    id: 'Checkpoint',
    description:
      'The head of the ledger, or another entry of it. A head kept elsewhere shows later whether the ledger still is what it was.',
  });

/** @see Revocations */
export const revocationsSchema = z
  .object({
    sequence: count.meta({
      description: 'Of the list in force; 0: there is none.',
    }),
    issuedAt: instantWithOffset.optional(),
    revoked: z.array(
      z.object({
        licenseId: z.string(),
        revokedAt: date,
        reason: z.string().optional(),
      }),
    ),
  })
  .meta({
    id: 'Revocations',
    description: 'The revocation list in force.',
  });

/**
 * What the licenses add up to at an instant.
 *
 * @public
 */
export type Summary = z.output<typeof summarySchema>;

/**
 * The answer of `GET /overview`.
 *
 * @public
 */
export type Overview = z.output<typeof overviewSchema>;

/**
 * An installed license as the API shows it.
 *
 * @public
 */
export type License = z.output<typeof licenseSchema>;

/**
 * An installed license with all its checks.
 *
 * @public
 */
export type LicenseDetails = z.output<typeof licenseDetailsSchema>;

/**
 * The answer of `GET /licenses`.
 *
 * @public
 */
export type LicensePage = z.output<typeof licensePageSchema>;

/**
 * The answer of a successful upload.
 *
 * @public
 */
export type UploadResult = z.output<typeof uploadResultSchema>;

/**
 * The answer of a preview.
 *
 * @public
 */
export type Preview = z.output<typeof previewSchema>;

/**
 * The answer of a refresh.
 *
 * @public
 */
export type RefreshResult = z.output<typeof refreshResultSchema>;

/**
 * A finished validation or integrity scan.
 *
 * @public
 */
export type Run = z.output<typeof runSchema>;

/**
 * The answer to somebody who waited 15 seconds for a run that goes on.
 *
 * @public
 */
export type RunPending = z.output<typeof runPendingSchema>;

/**
 * The answer of `GET /security`.
 *
 * @public
 */
export type SecurityStatus = z.output<typeof securityStatusSchema>;

/**
 * An integrity alarm.
 *
 * @public
 */
export type SecurityEvent = z.output<typeof securityEventSchema>;

/**
 * The answer of `GET /security/events`.
 *
 * @public
 */
export type SecurityEventPage = z.output<typeof securityEventPageSchema>;

/**
 * The answer of `GET /security/checkpoint`.
 *
 * @public
 */
export type Checkpoint = z.output<typeof checkpointSchema>;

/**
 * The answer of `GET /revocations` and of a successful `POST /revocations`.
 *
 * @public
 */
export type Revocations = z.output<typeof revocationsSchema>;
