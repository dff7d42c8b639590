import {
  EventsQuery,
  SecurityEvent,
} from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { guarded } from './DatabaseError';
import { toInstant } from './instants';
import { EventRow } from './tables';

/** What a scan found. There is at most one finding of a type for a subject. */
export type Finding = Pick<
  SecurityEvent,
  'type' | 'severity' | 'subject' | 'licenseId' | 'message' | 'remedy'
>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const toEvent = (row: EventRow): SecurityEvent => ({
  id: row.id,
  type: row.type as SecurityEvent['type'],
  severity: row.severity as SecurityEvent['severity'],
  subject: row.subject,
  ...(row.license_id && { licenseId: row.license_id }),
  message: row.message,
  remedy: row.remedy,
  firstSeenAt: row.first_seen_at,
  lastSeenAt: row.last_seen_at,
  active: Boolean(row.active),
  ...(row.acknowledged_at && { acknowledgedAt: row.acknowledged_at }),
  ...(row.acknowledged_by && { acknowledgedBy: row.acknowledged_by }),
  ...(row.note && { note: row.note }),
});

const isOpen = (query: Knex.QueryBuilder) =>
  query.where('active', true).orWhereNull('acknowledged_at');

/** Security events: they stay open until their cause is gone and somebody acknowledged them. */
export class EventStore {
  readonly #knex: Knex;

  static create(knex: Knex): EventStore {
    return guarded(new EventStore(knex));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Takes the findings of a whole scan: new ones open an event, known ones stay as they are, and events whose
   * cause was not found again are no longer active.
   *
   * @returns the number of events opened
   */
  async record(findings: readonly Finding[]): Promise<number> {
    const now = toInstant(Date.now());
    return this.#knex.transaction(async tx => {
      const key = ({ type, subject }: Pick<Finding, 'type' | 'subject'>) =>
        `${type} ${subject}`;
      const found = new Map(findings.map(finding => [key(finding), finding]));
      const opened = new Map(found);
      // An event that nobody acknowledged yet is opened again rather than doubled when its cause comes back.
      const open = (await tx('license_events').where(isOpen)) as EventRow[];
      for (const row of open) {
        const stillThere = found.has(key(row as unknown as Finding));
        opened.delete(key(row as unknown as Finding));
        if (stillThere || row.active) {
          await tx('license_events')
            .where('id', row.id)
            .update({
              active: stillThere,
              ...(stillThere && { last_seen_at: now }),
            });
        }
      }
      for (const finding of opened.values()) {
        await tx('license_events').insert({
          id: randomUUID(),
          type: finding.type,
          severity: finding.severity,
          subject: finding.subject,
          license_id: finding.licenseId ?? null,
          message: finding.message,
          remedy: finding.remedy,
          first_seen_at: now,
          last_seen_at: now,
          active: true,
        });
      }
      return opened.size;
    });
  }

  async list(
    query: EventsQuery,
  ): Promise<{ items: SecurityEvent[]; totalItems: number }> {
    const matching = () =>
      this.#knex('license_events').modify(events => {
        if (query.state === 'open') {
          events.where(isOpen);
        } else if (query.state === 'closed') {
          events.where('active', false).whereNotNull('acknowledged_at');
        }
      });
    const rows = (await matching()
      .orderBy([
        { column: 'first_seen_at', order: 'desc' },
        { column: 'id', order: 'asc' },
      ])
      .limit(query.limit)
      .offset(query.offset)) as EventRow[];
    return { items: rows.map(toEvent), totalItems: await count(matching()) };
  }

  /** Critical events that are active or unacknowledged. */
  async countCritical(): Promise<number> {
    return count(
      this.#knex('license_events').where('severity', 'critical').where(isOpen),
    );
  }

  /** @returns the event, acknowledged by now, or `undefined` if there is none of this id */
  async acknowledge(
    id: string,
    by: string,
    note: string,
  ): Promise<SecurityEvent | undefined> {
    // Not every text can be compared with a column: PostgreSQL refuses some characters.
    if (!UUID.test(id)) {
      return undefined;
    }
    await this.#knex('license_events')
      .where('id', id)
      .whereNull('acknowledged_at')
      .update({
        acknowledged_at: toInstant(Date.now()),
        acknowledged_by: by,
        note,
      });
    const row = await this.#knex('license_events').where('id', id).first();
    return row && toEvent(row);
  }
}

async function count(query: Knex.QueryBuilder): Promise<number> {
  const [{ total }] = await query.count({ total: '*' });
  return Number(total);
}
