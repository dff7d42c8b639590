import { Run } from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { guarded } from './DatabaseError';
import { dialectOf } from './dialect';
import { toInstant } from './instants';
import { RunRow } from './tables';

/** What runs on a schedule and by hand. */
export type RunKind = 'validation' | 'integrity-scan';

/** A finished run, and where it stands in the order of all. */
export interface FinishedRun {
  id: number;
  run: Run;
  /** Licenses whose outcome differs from the run before (validations). */
  changed: string[];
}

/** What a run found. */
export interface RunResult {
  checked: number;
  failed: number;
  changed?: string[];
}

/** So long a dead replica blocks the others. */
const LEASE_MS = 20_000;

/** Finished runs older than this are removed. */
const KEEP_MS = 90 * 24 * 60 * 60 * 1000;

const toFinishedRun = (row: RunRow): FinishedRun => ({
  id: row.id,
  run: {
    startedAt: row.started_at,
    finishedAt: row.finished_at!,
    trigger: row.trigger as Run['trigger'],
    checked: row.checked ?? 0,
    failed: row.failed ?? 0,
    ...(row.triggered_by && { triggeredBy: row.triggered_by }),
  },
  changed: row.changed ? JSON.parse(row.changed) : [],
});

/**
 * The history of runs, and the lock that keeps runs of a kind from overlapping, over replicas too.
 *
 * @remarks
 * The lock is a lease by the clock of the database, so the clocks of replicas do not matter. Its holder renews
 * it; if the holder dies, it ends by itself.
 */
export class RunStore {
  /** How often a holder has to renew its lease, in milliseconds. */
  static readonly renewEvery = LEASE_MS / 4;

  readonly #knex: Knex;

  static create(knex: Knex): RunStore {
    return guarded(new RunStore(knex));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  #clock(plus = 0): Knex.Raw {
    return dialectOf(this.#knex).isSqlite
      ? this.#knex.raw(
          "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) + ?",
          [plus],
        )
      : this.#knex.raw(
          'CAST(extract(epoch from clock_timestamp()) * 1000 AS bigint) + ?',
          [plus],
        );
  }

  /** @returns a token of the lock, or `undefined` if somebody else holds it */
  async acquire(kind: RunKind): Promise<string | undefined> {
    const holder = randomUUID();
    const taken = await this.#knex('license_locks')
      .where('kind', kind)
      .where('expires_at', '<', this.#clock())
      .update({ holder, expires_at: this.#clock(LEASE_MS) as never });
    return taken ? holder : undefined;
  }

  /** @returns whether the lock is still held */
  async renew(kind: RunKind, holder: string): Promise<boolean> {
    const renewed = await this.#knex('license_locks')
      .where({ kind, holder })
      .update({ expires_at: this.#clock(LEASE_MS) as never });
    return renewed > 0;
  }

  async release(kind: RunKind, holder: string): Promise<void> {
    await this.#knex('license_locks')
      .where({ kind, holder })
      .update({ holder: null, expires_at: 0 });
  }

  /** Whether any replica runs this now. */
  async isRunning(kind: RunKind): Promise<boolean> {
    const row = await this.#knex('license_locks')
      .where('kind', kind)
      .where('expires_at', '>=', this.#clock())
      .first();
    return row !== undefined;
  }

  /** The id of the latest run that started, finished or not; 0 if there is none. */
  async latestId(kind: RunKind): Promise<number> {
    const row = await this.#knex('license_runs')
      .where('kind', kind)
      .max({ id: 'id' })
      .first();
    return row?.id ?? 0;
  }

  async start(
    kind: RunKind,
    trigger: Run['trigger'],
    triggeredBy: string | undefined,
  ): Promise<number> {
    const [{ id }] = await this.#knex('license_runs')
      .insert({
        kind,
        trigger,
        triggered_by: triggeredBy ?? null,
        started_at: toInstant(Date.now()),
      })
      .returning('id');
    return id;
  }

  async finish(id: number, result: RunResult): Promise<FinishedRun> {
    const now = Date.now();
    await this.#knex('license_runs')
      .where('id', id)
      .update({
        finished_at: toInstant(now),
        checked: result.checked,
        failed: result.failed,
        changed: result.changed ? JSON.stringify(result.changed) : null,
      });
    await this.#knex('license_runs')
      .where('started_at', '<', toInstant(now - KEEP_MS))
      .delete();
    const row = await this.#knex('license_runs').where('id', id).first();
    return toFinishedRun(row!);
  }

  /** The last finished run, of those that started after the given one. */
  async lastFinished(
    kind: RunKind,
    options?: { afterId?: number },
  ): Promise<FinishedRun | undefined> {
    const row = await this.#knex('license_runs')
      .where('kind', kind)
      .where('id', '>', options?.afterId ?? 0)
      .whereNotNull('finished_at')
      .orderBy('id', 'desc')
      .first();
    return row && toFinishedRun(row);
  }
}
