import { Run, runSchema } from '@thetasecure/backstage-plugin-license-common';
import { z } from 'zod';
import { Database } from '../database/Database';
import { fromInstant, toInstant } from '../database/instants';
import { RunRow } from '../database/tables';
import { Sealer } from '../ledger/Sealer';

/** What runs on a schedule and by hand. */
export type RunKind = 'validation' | 'integrity-scan';

/** What a run found. */
export interface RunResult {
  checked: number;
  failed: number;
  /** Licenses whose outcome differs from the run before (validations). */
  changed?: string[];
  /** Of the ledger's last entry when it finished. */
  sequence: number;
}

/** A finished run, as it is on record. */
export interface FinishedRun {
  id: string;
  run: Run;
  changed: string[];
  sequence: number;
}

/** So many finished runs of a kind are kept. */
const KEPT = 100;

/** One that found or changed something is kept for so long, in milliseconds. */
const KEPT_FOR = 90 * 24 * 60 * 60 * 1000;

/** The clocks of replicas may differ by so much, in milliseconds. */
const HOUR = 60 * 60 * 1000;

/** Rows in one page; and in so many is looked for edited ones. */
const PAGE = 200;
const MAX_LOOKED_AT = 1000;

const recordSchema = runSchema.extend({
  changed: z.array(z.string()).default([]),
  sequence: z.int().min(0),
});

const textOf = (row: Pick<RunRow, 'id' | 'kind' | 'started_at' | 'content'>) =>
  JSON.stringify([row.id, row.kind, row.started_at, row.content]);

/** @returns `undefined` if it is no run */
function toFinishedRun(row: RunRow): FinishedRun | undefined {
  try {
    const { changed, sequence, ...run } = recordSchema.parse({
      ...JSON.parse(row.content),
      startedAt: row.started_at,
    });
    return { id: row.id, run, changed, sequence };
  } catch {
    return undefined;
  }
}

/** The finished runs. A row that is not as it was written is passed over, and reported by a scan. */
export class RunStore {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  /** Puts a run on record that finishes now, and removes those that need not be kept longer. */
  async add(
    kind: RunKind,
    about: Pick<Run, 'startedAt' | 'trigger' | 'triggeredBy'> & { id: string },
    result: RunResult,
  ): Promise<FinishedRun> {
    const { id, startedAt, ...request } = about;
    const now = Date.now();
    const finishedAt = toInstant(now);
    const content = JSON.stringify({ finishedAt, ...request, ...result });
    const unsealed = { id, kind, started_at: startedAt, content };
    const isEventful = result.failed > 0 || result.changed?.length;
    const row = {
      ...unsealed,
      seal: this.sealer.sealRecord(textOf(unsealed)),
      kept_until: isEventful ? toInstant(now + KEPT_FOR) : finishedAt,
    };
    await this.database.run(knex => knex('license_runs').insert(row));
    const kept = await this.#newest(kind, KEPT, now + HOUR);
    if (kept.length === KEPT) {
      await this.database.run(knex =>
        knex('license_runs')
          .where('kind', kind)
          .where('started_at', '<', kept[KEPT - 1].run.startedAt)
          .where('kept_until', '<', finishedAt)
          .delete(),
      );
    }
    return toFinishedRun(row)!;
  }

  async find(kind: RunKind, id: string): Promise<FinishedRun | undefined> {
    const row = await this.database.run(knex =>
      knex('license_runs').where({ kind, id }).first(),
    );
    return row && this.#read(row, Date.now() + HOUR);
  }

  async lastFinished(kind: RunKind): Promise<FinishedRun | undefined> {
    return (await this.#newest(kind, 1, Date.now() + HOUR))[0];
  }

  /**
   * Where the ledger ended, and when (milliseconds since the epoch), when the last runs finished. Under a secret,
   * those ahead of the clock are among them: they tell that it went back.
   */
  async seen(): Promise<{ sequence: number; finishedAt: number }[]> {
    const until = this.sealer.keyId ? Infinity : Date.now() + HOUR;
    const runs = [
      ...(await this.#newest('validation', KEPT, until)),
      ...(await this.#newest('integrity-scan', KEPT, until)),
    ];
    return runs.map(({ sequence, run }) => ({
      sequence,
      finishedAt: fromInstant(run.finishedAt),
    }));
  }

  /** Rows that somebody changed, of the thousand that say they are the newest. */
  async edited(): Promise<{ id: string; kind: string }[]> {
    const rows = await this.database.run(knex =>
      knex('license_runs').orderBy('started_at', 'desc').limit(MAX_LOOKED_AT),
    );
    return rows
      .filter(row => {
        const verdict = this.#verify(row);
        return verdict === 'bad' || (verdict === 'good' && !toFinishedRun(row));
      })
      .map(({ id, kind }) => ({ id, kind }));
  }

  #verify(row: RunRow) {
    return this.sealer.verifyRecord(textOf(row), row.seal);
  }

  /** @param until - what claims to be later did not happen yet, in milliseconds since the epoch */
  #read(row: RunRow, until: number): FinishedRun | undefined {
    const finished =
      this.#verify(row) === 'good' ? toFinishedRun(row) : undefined;
    const isPast = ({ startedAt, finishedAt }: Run) =>
      Math.max(fromInstant(startedAt), fromInstant(finishedAt)) <= until;
    return finished && isPast(finished.run) ? finished : undefined;
  }

  /** The newest runs, however many rows that are none lie before them. */
  async #newest(
    kind: RunKind,
    limit: number,
    until: number,
  ): Promise<FinishedRun[]> {
    const found: FinishedRun[] = [];
    for (let offset = 0; ; offset += PAGE) {
      const rows = await this.database.run(knex =>
        knex('license_runs')
          .where('kind', kind)
          .orderBy([{ column: 'started_at', order: 'desc' }, 'id'])
          .offset(offset)
          .limit(PAGE),
      );
      for (const row of rows) {
        const finished = this.#read(row, until);
        if (finished && found.push(finished) === limit) {
          return found;
        }
      }
      if (rows.length < PAGE) {
        return found;
      }
    }
  }
}
