import {
  EventsQuery,
  SecurityEventPage,
} from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { count } from './count';
import { guarded } from './DatabaseError';
import { isOpen, toAlarm, toSecurityEvent } from './EventTable';
import { EventRow } from './tables';

/** Looks security events up. They stay open until their cause is gone and somebody acknowledged them. */
export class EventStore {
  readonly #knex: Knex;

  static create(knex: Knex): EventStore {
    return guarded(new EventStore(knex));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async list(query: EventsQuery): Promise<SecurityEventPage> {
    const matching = () =>
      this.#knex('license_events').modify(events => {
        if (query.state === 'open') {
          events.where(isOpen);
        } else if (query.state === 'closed') {
          events.where('active', false).whereNotNull('acknowledged_at');
        }
      });
    const rows: EventRow[] = await matching()
      .orderBy([
        { column: 'first_seen_at', order: 'desc' },
        { column: 'id', order: 'asc' },
      ])
      .limit(query.limit)
      .offset(query.offset);
    return {
      items: rows.map(row => toSecurityEvent(toAlarm(row))),
      totalItems: await count(matching()),
    };
  }

  /** Critical events that are active or unacknowledged. */
  async countCritical(): Promise<number> {
    return count(
      this.#knex('license_events').where('severity', 'critical').where(isOpen),
    );
  }
}
