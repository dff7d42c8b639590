import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { Database } from '../database/Database';
import { LockRow } from '../database/tables';
import { RunKind } from './RunStore';

/** So long a dead replica blocks the others. */
const LEASE_MS = 20_000;

/** The lock as it is now. */
export interface LockState {
  isHeld: boolean;
  /** Who holds it, or held it last. Nobody gets the same name twice, so that another one tells of another run. */
  holder?: string;
  /** The start of the scheduler's task whose work is done, in milliseconds since the epoch. */
  doneFor?: number;
}

/**
 * Lets runs of a kind happen one at a time, over all replicas.
 *
 * @remarks
 * A lease by the clock of the database, so the clocks of replicas do not matter. One that ends later than a new one
 * would was not written here, and counts as over.
 */
export class RunLock {
  /** How often a holder has to renew its lease, in milliseconds. */
  static readonly renewEvery = LEASE_MS / 4;

  constructor(
    private readonly database: Database,
    private readonly kind: RunKind,
  ) {}

  async look(): Promise<LockState> {
    const row = await this.database.run(knex =>
      knex('license_locks')
        .where('kind', this.kind)
        .first('*', knex.raw('? as clock', [this.database.clock(knex)])),
    );
    if (!row) {
      return { isHeld: false };
    }
    const left = Number(row.expires_at) - Number(row.clock);
    return {
      isHeld: left >= 0 && left <= LEASE_MS,
      holder: row.holder,
      ...(row.done_for !== null && { doneFor: Number(row.done_for) }),
    };
  }

  /** @returns the name of the holder, or `undefined` if somebody else has the lock */
  async acquire(): Promise<string | undefined> {
    const holder = randomUUID();
    const taken = await this.database.run(knex =>
      knex('license_locks')
        .insert({ kind: this.kind, holder, ...this.#lease(knex) })
        .onConflict('kind')
        .merge(['holder', 'expires_at'])
        .whereNotBetween('license_locks.expires_at', [
          this.database.clock(knex),
          this.database.clock(knex, LEASE_MS),
        ] as never)
        .returning('kind'),
    );
    return taken.length > 0 ? holder : undefined;
  }

  /** @returns whether it is still held */
  async renew(holder: string): Promise<boolean> {
    return this.#update(holder, knex => this.#lease(knex));
  }

  /** Notes for which start of the scheduler's task the work is done. */
  async noteDone(holder: string, start: number): Promise<void> {
    await this.#update(holder, () => ({ done_for: start }));
  }

  async release(holder: string): Promise<void> {
    await this.#update(holder, () => ({ expires_at: 0 }));
  }

  #lease(knex: Knex): Pick<LockRow, 'expires_at'> {
    return { expires_at: this.database.clock(knex, LEASE_MS) as never };
  }

  async #update(
    holder: string,
    change: (knex: Knex) => Partial<LockRow>,
  ): Promise<boolean> {
    const updated = await this.database.run(knex =>
      knex('license_locks')
        .where({ kind: this.kind, holder })
        .update(change(knex)),
    );
    return updated > 0;
  }
}
