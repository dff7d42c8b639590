import { Run } from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { RunKind } from '../../runs/RunStore';

/** The runs of a kind that are on record, in order. */
export async function finishedRuns(knex: Knex, kind: RunKind): Promise<Run[]> {
  const rows = await knex('license_runs').where({ kind }).orderBy('started_at');
  return rows.map(({ started_at: startedAt, content }) => ({
    ...JSON.parse(content),
    startedAt,
  }));
}

/** Expects each run to have begun when the one before was over. */
export function expectNoOverlap(runs: readonly Run[]): void {
  runs.slice(1).forEach(({ startedAt }, index) => {
    expect(startedAt >= runs[index].finishedAt).toBe(true);
  });
}
