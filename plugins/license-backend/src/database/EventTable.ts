import { SecurityEvent } from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { Alarm } from '../ledger/LedgerEntry';
import { EventRow } from './tables';

/** An alarm as it is stored: also with when a condition was last seen that still holds. */
export type StoredAlarm = Alarm & { lastSeenAt: string };

/** Rows in one statement: SQLite and PostgreSQL bound the number of parameters. */
const CHUNK = 50;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const toAlarm = (row: EventRow): StoredAlarm => ({
  id: row.id,
  type: row.type as Alarm['type'],
  severity: row.severity as Alarm['severity'],
  subject: row.subject,
  ...(row.license_id !== null && { licenseId: row.license_id }),
  message: row.message,
  remedy: row.remedy,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  active: Boolean(row.active),
  evidence: row.evidence,
  ...(row.acknowledged_at !== null && {
    acknowledgement: {
      at: row.acknowledged_at,
      by: row.acknowledged_by ?? '',
      note: row.note ?? '',
      accepted: Boolean(row.accepted),
    },
  }),
});

const toRow = (alarm: StoredAlarm): EventRow => ({
  id: alarm.id,
  type: alarm.type,
  severity: alarm.severity,
  subject: alarm.subject,
  license_id: alarm.licenseId ?? null,
  message: alarm.message,
  remedy: alarm.remedy,
  first_seen_at: alarm.firstSeenAt,
  last_seen_at: alarm.lastSeenAt,
  active: alarm.active,
  evidence: alarm.evidence,
  acknowledged_at: alarm.acknowledgement?.at ?? null,
  acknowledged_by: alarm.acknowledgement?.by ?? null,
  note: alarm.acknowledgement?.note ?? null,
  accepted: alarm.acknowledgement?.accepted ?? false,
});

/** An alarm as the API tells it. */
export function toSecurityEvent(alarm: StoredAlarm): SecurityEvent {
  const { evidence: _evidence, acknowledgement, ...event } = alarm;
  return {
    ...event,
    ...(acknowledgement && {
      acknowledgedAt: acknowledgement.at,
      acknowledgedBy: acknowledgement.by,
      note: acknowledgement.note,
    }),
  };
}

/** What makes an event open. */
export const isOpen = (query: Knex.QueryBuilder) =>
  query.where('active', true).orWhereNull('acknowledged_at');

/** The rows of security events, inside a transaction. */
export class EventTable {
  readonly #tx: Knex;

  constructor(tx: Knex) {
    this.#tx = tx;
  }

  async all(): Promise<StoredAlarm[]> {
    return (await this.#tx('license_events').orderBy('id')).map(toAlarm);
  }

  async get(id: string): Promise<StoredAlarm | undefined> {
    // Not every text can be compared with a column: PostgreSQL refuses some characters.
    const row =
      UUID.test(id) && (await this.#tx('license_events').where({ id }).first());
    return row ? toAlarm(row) : undefined;
  }

  /** Those of a subject whose condition still holds. */
  async activeOf(subject: string): Promise<StoredAlarm[]> {
    const rows = await this.#tx('license_events').where({
      subject,
      active: true,
    });
    return rows.map(toAlarm);
  }

  async put(alarms: readonly StoredAlarm[]): Promise<void> {
    for (let start = 0; start < alarms.length; start += CHUNK) {
      await this.#tx('license_events')
        .insert(alarms.slice(start, start + CHUNK).map(toRow))
        .onConflict('id')
        .merge();
    }
  }

  async remove(id: string): Promise<void> {
    await this.#tx('license_events').where({ id }).delete();
  }
}
