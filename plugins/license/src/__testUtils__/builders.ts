import type {
  Check,
  Checkpoint,
  CountedUser,
  Coverage,
  License,
  Overview,
  Revocations,
  Run,
  SecurityEvent,
  SecurityStatus,
  Summary,
  UsageHistory,
} from '@thetasecure/backstage-plugin-license-common';

/** The deployment that the product manual's example runs on. */
export const INSTANCE_ID = '0b0d2a3e-6d4e-4a2f-9b39-0a8f6f3c1c11';

/** An NX license of 100 users in force. */
export function aLicense(facts: Partial<License> = {}): License {
  return {
    licenseId: 'LIC-2026-000123',
    product: 'NX',
    type: 'subscription',
    maskedKey: 'NX-••••-••••-••••-T3HC',
    productInstanceId: INSTANCE_ID,
    customer: { name: 'Example Corp', email: 'it@example.com' },
    maxUsers: 100,
    validFrom: '2026-02-01',
    validUntil: '2027-02-28',
    timeZone: 'UTC',
    graceUntil: '2027-03-30',
    status: 'active',
    features: ['sso'],
    source: 'upload',
    installedAt: '2026-02-01T09:00:00.000Z',
    installedBy: 'user:default/admin',
    ...facts,
  };
}

/** The manual's second license: 10 users in its grace period. */
export function aLicenseInGrace(facts: Partial<License> = {}): License {
  return aLicense({
    licenseId: 'LIC-2025-000042',
    maskedKey: 'NX-••••-••••-••••-W8PD',
    maxUsers: 10,
    validFrom: '2025-05-01',
    validUntil: '2026-04-30',
    graceUntil: '2026-05-30',
    status: 'grace_period',
    ...facts,
  });
}

/** The manual's numbers: 63 of 110 users. */
export function aSummary(facts: Partial<Summary> = {}): Summary {
  return {
    operatingMode: 'licensed',
    inGracePeriod: false,
    activeUsers: 63,
    capacity: 110,
    utilizationPercent: 57,
    remaining: 47,
    overBy: 0,
    usage: {
      source: 'catalog',
      rule: 'User entities in the catalog',
      countedAt: '2026-05-10T08:00:00.000Z',
      stale: false,
    },
    evaluatedAt: '2026-05-10T08:00:05.000Z',
    productInstanceId: INSTANCE_ID,
    trustedKeys: 1,
    ...facts,
  };
}

/** The manual's Overview. */
export function anOverview(facts: Partial<Overview> = {}): Overview {
  const licenses = facts.licenses ?? [aLicenseInGrace(), aLicense()];
  return {
    ...aSummary(facts),
    licenses,
    licensesTotal: licenses.length,
    ...facts,
  };
}

/** A passed check. */
export function aCheck(facts: Partial<Check> = {}): Check {
  return {
    code: 'signature',
    status: 'pass',
    message: 'The signature is right.',
    ...facts,
  };
}

/** A finished run without findings. */
export function aRun(facts: Partial<Run> = {}): Run {
  return {
    startedAt: '2026-05-10T08:00:00.000Z',
    finishedAt: '2026-05-10T08:00:01.000Z',
    trigger: 'manual',
    checked: 2,
    failed: 0,
    ...facts,
  };
}

/** Nothing to worry about. */
export function aSecurityStatus(
  facts: {
    integrity?: Partial<SecurityStatus['integrity']>;
    validation?: Partial<SecurityStatus['validation']>;
  } = {},
): SecurityStatus {
  return {
    integrity: {
      tamperDetection: 'enabled',
      sealed: true,
      criticalEvents: 0,
      lastScan: aRun({
        trigger: 'schedule',
        finishedAt: '2026-05-10T07:45:01.000Z',
      }),
      overdue: false,
      ...facts.integrity,
    },
    validation: {
      lastValidation: aRun({
        trigger: 'schedule',
        finishedAt: '2026-05-10T07:30:01.000Z',
      }),
      nextValidation: '2026-05-10T08:30:00.000Z',
      interval: 'PT1H',
      validationErrors: 0,
      running: false,
      overdue: false,
      ...facts.validation,
    },
  };
}

/** An alarm nobody has answered for. */
export function anEvent(facts: Partial<SecurityEvent> = {}): SecurityEvent {
  return {
    id: 'event-1',
    type: 'document_edited',
    severity: 'critical',
    subject: 'license:LIC-2026-000123',
    licenseId: 'LIC-2026-000123',
    message: 'The stored document of this license was edited.',
    remedy: 'Upload the license file again, or delete the license.',
    evidence: 'evidence-1',
    firstSeenAt: '2026-05-10T07:45:01.000Z',
    lastSeenAt: '2026-05-10T08:00:01.000Z',
    active: true,
    ...facts,
  };
}

/** The head of a ledger of 17 entries. */
export function aCheckpoint(facts: Partial<Checkpoint> = {}): Checkpoint {
  return {
    sequence: 17,
    digest: '5f'.repeat(32),
    recordedAt: '2026-05-10T07:45:01.000Z',
    ...facts,
  };
}

/** A revocation list with one license. */
export function someRevocations(facts: Partial<Revocations> = {}): Revocations {
  return {
    sequence: 7,
    issuedAt: '2026-05-02T09:00:00Z',
    revoked: [
      {
        licenseId: 'LIC-2024-000007',
        revokedAt: '2026-05-01',
        reason: 'Replaced',
      },
    ],
    ...facts,
  };
}

/** Somebody who counts; the number makes users distinct. */
export function aUser(
  number = 1,
  facts: Partial<CountedUser> = {},
): CountedUser {
  return {
    user: `user:default/sample-user-${number}`,
    displayName: `Sample User ${number}`,
    since: '2026-02-01T09:00:00.000Z',
    lastSeenAt: '2026-05-09T16:30:00.000Z',
    reason: 'User entity in the catalog',
    ...facts,
  };
}

/** The day of the manual's example. */
export const TODAY = '2026-05-10';

/** A day of the history, today by default. */
export function aDay(
  facts: Partial<UsageHistory['items'][number]> = {},
): UsageHistory['items'][number] {
  return {
    date: TODAY,
    activeUsers: 63,
    peakUsers: 64,
    capacity: 110,
    ...facts,
  };
}

/** What the manual's two licenses lead to: 110 slots become 100, and then none. */
export function aCoverage(facts: Partial<Coverage> = {}): Coverage {
  return {
    items: [
      { date: TODAY, capacity: 110 },
      { date: '2026-05-31', capacity: 100 },
      { date: '2027-03-31', capacity: 0 },
    ],
    gaps: [{ from: '2027-03-31', to: null }],
    activeUsers: 63,
    shortfall: {
      date: '2027-03-31',
      capacityBefore: 100,
      capacity: 0,
      missing: 63,
    },
    coverageEnds: '2027-03-01',
    graceEnds: '2027-03-31',
    warnings: [],
    ...facts,
  };
}
