import {
  SECURITY_EVENT_SEVERITIES,
  SECURITY_EVENT_TYPES,
  SecurityEventType,
} from '@thetasecure/backstage-plugin-license-common';
import { randomUUID } from 'node:crypto';
import { Alarm, NewEntry } from '../ledger/LedgerEntry';
import { LedgerState } from '../ledger/LedgerState';
import { LedgerTransaction } from '../ledger/LedgerTransaction';
import { Detection, subjectOfLicense } from './detections';

/** Accepting these leaves no trace in the baseline: the same evidence stays accepted. */
const STANDING: ReadonlySet<SecurityEventType> = new Set([
  'record_edited',
  'revoked_installed',
  'key_untrusted',
  'unsealed',
]);

/** Damage to the ledger does not go away by itself: it ends when somebody accepts it. */
const LASTING: ReadonlySet<SecurityEventType> = new Set(['ledger_damaged']);

const RANKS = new Map(SECURITY_EVENT_TYPES.map((type, rank) => [type, rank]));

/** Says that the condition of an alarm is gone. */
export const goneEntry = (
  { id, lastSeenAt, firstSeenAt }: Alarm,
  seenAt?: string,
): NewEntry => ({
  kind: 'condition',
  content: {
    id,
    active: false,
    lastSeenAt: seenAt ?? lastSeenAt ?? firstSeenAt,
  },
});

export const activeOf = (state: LedgerState, subject: string): Alarm[] =>
  [...state.alarms.values()].filter(
    alarm => alarm.subject === subject && alarm.active,
  );

/**
 * A license is made sound again, or deleted, through the API: what was the matter with it is over, and what was found
 * in place of its document goes.
 */
export async function settle(
  tx: LedgerTransaction,
  licenseId: string,
): Promise<void> {
  for (const alarm of activeOf(tx.state, subjectOfLicense(licenseId))) {
    const { document } = alarm;
    const isOwn =
      document === tx.state.licenses.get(licenseId)?.installed?.bytes;
    if (document !== undefined && !isOwn) {
      await tx.rows.removeDocument(document);
    }
    tx.append(goneEntry(alarm));
  }
}

/** Of those for one subject the first in the order of types stands alone. */
export function oneEach(detections: readonly Detection[]): Detection[] {
  const first = new Map<string, Detection>();
  for (const detection of detections) {
    const other = first.get(detection.subject);
    if (!other || RANKS.get(detection.type)! < RANKS.get(other.type)!) {
      first.set(detection.subject, detection);
    }
  }
  return [...first.values()];
}

/** How an alarm stands to a detection of its type and subject. */
function answers(alarm: Alarm, detection: Detection): boolean {
  const { acknowledgement } = alarm;
  if (!acknowledgement) {
    return true;
  }
  if (alarm.evidence !== detection.evidence) {
    return false;
  }
  // Acknowledged and still there; or accepted once and for all.
  return (
    alarm.active || (acknowledgement.accepted && STANDING.has(detection.type))
  );
}

const keyOf = ({ type, subject }: Pick<Detection, 'type' | 'subject'>) =>
  `${type} ${subject}`;

/**
 * Takes what a whole scan found: what is new raises an alarm, what is known keeps its own, and alarms whose condition
 * was not found are no longer active.
 *
 * @param now - ISO 8601 in UTC
 * @param seenAt - when the scan before this one looked, at which active alarms were last seen
 * @returns the entries that say so, and the number of alarms raised
 */
export function recordDetections(
  state: LedgerState,
  detections: readonly Detection[],
  now: string,
  seenAt: string | undefined,
): { entries: NewEntry[]; raised: number } {
  const byKey = new Map<string, Alarm[]>();
  for (const alarm of state.alarms.values()) {
    byKey.set(keyOf(alarm), [...(byKey.get(keyOf(alarm)) ?? []), alarm]);
  }
  const entries: NewEntry[] = [];
  const found = new Set<string>();
  let raised = 0;
  for (const detection of detections) {
    const known = byKey
      .get(keyOf(detection))
      ?.find(alarm => answers(alarm, detection));
    if (!known) {
      raised += 1;
      entries.push({
        kind: 'alarm',
        content: {
          id: randomUUID(),
          severity: SECURITY_EVENT_SEVERITIES[detection.type],
          ...detection,
          firstSeenAt: now,
          active: true,
        },
      });
      continue;
    }
    found.add(known.id);
    const { evidence, message, document } = detection;
    const isAnother =
      !known.acknowledgement && (!known.active || known.evidence !== evidence);
    if (isAnother) {
      entries.push({
        kind: 'condition',
        content: { id: known.id, active: true, evidence, message, document },
      });
    }
  }
  for (const alarm of state.alarms.values()) {
    if (alarm.active && !found.has(alarm.id) && !LASTING.has(alarm.type)) {
      entries.push(goneEntry(alarm, seenAt));
    }
  }
  return { entries, raised };
}
