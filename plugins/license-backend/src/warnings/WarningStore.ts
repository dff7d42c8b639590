import { Knex } from 'knex';
import { Database } from '../database/Database';
import { toInstant } from '../database/instants';

/** Whoever began to send a warning has so long before somebody else tries, in milliseconds. */
export const SENDING_LEASE = 60_000;

/**
 * Remembers what receivers were told of. A cause is settled once, for all replicas and for good.
 *
 * @remarks
 * `now` is the clock of the machine in milliseconds since the epoch. An attempt in its future is as old as one in its
 * past: a clock that was set back delays nothing for hours.
 */
export class WarningStore {
  constructor(private readonly database: Database) {}

  /** Whether the caller, and nobody else for a while, is to send this. */
  async claim(cause: string, now: number): Promise<boolean> {
    const instant = toInstant(now);
    return this.database.run(async knex => {
      await knex('license_warnings')
        .insert({ cause, noticed_at: instant })
        .onConflict('cause')
        .ignore();
      const claimed = await knex('license_warnings')
        .where({ cause, settled_at: null })
        .where(isNotBeingSent(now))
        .update({ attempted_at: instant });
      return claimed === 1;
    });
  }

  /** These are never to be sent again. Some of them may never have been noticed. */
  async settle(causes: readonly string[], now: number): Promise<void> {
    const instant = toInstant(now);
    await this.database.run(knex =>
      knex('license_warnings')
        .insert(
          causes.map(cause => ({
            cause,
            noticed_at: instant,
            settled_at: instant,
          })),
        )
        .onConflict('cause')
        .merge(['settled_at'])
        .where('license_warnings.settled_at', null),
    );
  }

  /** Forgets what was never sent, but for these causes and what is being sent just now. */
  async dropUnsettled(except: readonly string[], now: number): Promise<void> {
    await this.database.run(knex =>
      knex('license_warnings')
        .whereNull('settled_at')
        .whereNotIn('cause', [...except])
        .where(isNotBeingSent(now))
        .delete(),
    );
  }

  /** From now on these can be sent again. */
  async forget(causes: readonly string[]): Promise<void> {
    await this.database.run(knex =>
      knex('license_warnings')
        .whereIn('cause', [...causes])
        .delete(),
    );
  }
}

function isNotBeingSent(now: number) {
  return (query: Knex.QueryBuilder) =>
    query
      .whereNull('attempted_at')
      .orWhereNotBetween('attempted_at', [
        toInstant(now - SENDING_LEASE),
        toInstant(now + SENDING_LEASE),
      ]);
}
