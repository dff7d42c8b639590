import {
  SECURITY_EVENT_SEVERITIES,
  SecurityEventType,
} from '@thetasecure/backstage-plugin-license-common';
import { isDeepStrictEqual } from 'node:util';
import { randomUUID } from 'node:crypto';
import { StoredAlarm } from '../database/EventTable';
import { toInstant } from '../database/instants';
import { LicenseTransaction, NewEntry } from '../database/LicenseStore';
import { Alarm } from '../ledger/LedgerEntry';
import { LedgerState } from '../ledger/LedgerState';
import {
  eventInsertedFinding,
  eventRemovedFinding,
  Finding,
  subjectOfLicense,
} from './Finding';

/** Accepting these leaves no trace in the baseline: the same evidence stays accepted. */
const STANDING: ReadonlySet<SecurityEventType> = new Set([
  'revoked_installed',
  'key_untrusted',
  'unsealed',
]);

/** Says that the condition of an alarm is gone. */
export const goneEntry = ({ id, lastSeenAt }: StoredAlarm): NewEntry => ({
  kind: 'condition',
  content: { id, active: false, lastSeenAt },
});

/** How an alarm stands to a finding of its type and subject. */
function answers(alarm: StoredAlarm, finding: Finding): boolean {
  const { acknowledgement } = alarm;
  if (!acknowledgement) {
    return true;
  }
  if (alarm.evidence !== finding.evidence) {
    return false;
  }
  // Acknowledged and still there; or accepted once and for all.
  return (
    alarm.active || (acknowledgement.accepted && STANDING.has(finding.type))
  );
}

const keyOf = ({ type, subject }: Pick<Finding, 'type' | 'subject'>) =>
  `${type} ${subject}`;

/**
 * Takes the findings of a whole scan: new ones raise an alarm, known ones keep theirs, and alarms whose condition
 * was looked for and not found are no longer active. Each of it is an entry of the ledger.
 *
 * @param wasExamined - whether the scan could look for this type
 * @returns the number of alarms raised
 */
export async function recordFindings(
  tx: LicenseTransaction,
  findings: readonly Finding[],
  wasExamined: (type: SecurityEventType) => boolean,
): Promise<number> {
  const now = toInstant(Date.now());
  const alarms = await tx.events.all();
  const byKey = new Map<string, StoredAlarm[]>();
  for (const alarm of alarms) {
    byKey.set(keyOf(alarm), [...(byKey.get(keyOf(alarm)) ?? []), alarm]);
  }

  const entries: NewEntry[] = [];
  const changed = new Map<string, StoredAlarm>();
  const found = new Set<string>();
  let raised = 0;
  for (const finding of findings) {
    const known = byKey
      .get(keyOf(finding))
      ?.find(alarm => answers(alarm, finding));
    if (!known) {
      raised += 1;
      const alarm = newAlarm(finding, now);
      entries.push({ kind: 'alarm', content: alarm });
      changed.set(alarm.id, { ...alarm, lastSeenAt: now });
    } else if (known.active) {
      found.add(known.id);
      changed.set(known.id, { ...known, lastSeenAt: now });
    } else if (!known.acknowledgement) {
      found.add(known.id);
      entries.push({
        kind: 'condition',
        content: { id: known.id, active: true },
      });
      changed.set(known.id, { ...known, active: true, lastSeenAt: now });
    }
  }
  for (const alarm of alarms) {
    if (alarm.active && wasExamined(alarm.type) && !found.has(alarm.id)) {
      entries.push(goneEntry(alarm));
      changed.set(alarm.id, { ...alarm, active: false });
    }
  }
  if (entries.length > 0) {
    await tx.append(entries);
    // What licenses are worth can depend on it, on every replica.
    await tx.touch();
  }
  await tx.events.put([...changed.values()]);
  return raised;
}

/** A license was made sound again, or deleted, through the API: what was the matter with it is over. */
export async function settle(
  tx: LicenseTransaction,
  licenseId: string,
): Promise<NewEntry[]> {
  const alarms = await tx.events.activeOf(subjectOfLicense(licenseId));
  await tx.events.put(alarms.map(alarm => ({ ...alarm, active: false })));
  return alarms.map(goneEntry);
}

/** Not whether a member is absent or undefined. */
const isSame = (a: StoredAlarm, b: StoredAlarm) =>
  isDeepStrictEqual(
    JSON.parse(JSON.stringify(a)),
    JSON.parse(JSON.stringify(b)),
  );

/**
 * Holds the stored alarms against the ledger, and restores what was edited, deleted or put in.
 *
 * @returns a finding for each
 */
export async function restoreAlarms(
  tx: LicenseTransaction,
  state: LedgerState,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const restored: StoredAlarm[] = [];
  const stored = new Map(
    (await tx.events.all()).map(alarm => [alarm.id, alarm]),
  );
  for (const alarm of state.alarms.values()) {
    const row = stored.get(alarm.id);
    // When a condition was last seen that still holds is the one thing that the ledger does not say.
    const lastSeenAt = alarm.lastSeenAt ?? row?.lastSeenAt ?? alarm.firstSeenAt;
    const expected = { ...alarm, lastSeenAt };
    if (!row || !isSame(row, expected)) {
      findings.push(eventRemovedFinding(alarm.id, row));
      restored.push(expected);
    }
  }
  for (const [id, row] of stored) {
    if (!state.alarms.has(id)) {
      findings.push(eventInsertedFinding(id, row));
      await tx.events.remove(id);
    }
  }
  await tx.events.put(restored);
  return findings;
}

function newAlarm(finding: Finding, now: string): Alarm {
  return {
    id: randomUUID(),
    severity: SECURITY_EVENT_SEVERITIES[finding.type],
    ...finding,
    firstSeenAt: now,
    active: true,
  };
}
