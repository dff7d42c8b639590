import { Run } from '@thetasecure/backstage-plugin-license-common';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backend } from '../backend/Backend';

/** What runs on a schedule, and by hand. */
export type RunKind = 'validation' | 'integrity-scan';

/** What each of them is called in a table. */
export const RUN_NAMES: Record<RunKind, string> = {
  validation: 'full validation',
  'integrity-scan': 'integrity scan',
};

/** The same, of one of them. */
export const ONE_RUN: Record<RunKind, string> = {
  validation: 'a full validation',
  'integrity-scan': 'an integrity scan',
};

export const RUN_KINDS = Object.keys(RUN_NAMES) as RunKind[];

async function lastRun(backend: Backend, kind: RunKind): Promise<Run | null> {
  const { integrity, validation } = await (
    await backend.api('GET', '/security')
  ).json();
  return kind === 'validation' ? validation.lastValidation : integrity.lastScan;
}

/**
 * Runs one of them, and waits for its end.
 *
 * @returns how long it took, in milliseconds: of one that is answered, until the answer; of one that is too long for
 *   that, by its own record
 * @throws if it did not look at every license, or found something
 */
export async function runNow(backend: Backend, kind: RunKind): Promise<number> {
  const began = performance.now();
  const startedAfter = Date.now() - 1;
  const response = await backend.api('POST', `/security/${kind}`);
  let run: Run | null = await response.json();
  let time = performance.now() - began;
  if (response.status === 202) {
    do {
      await sleep(500);
      run = await lastRun(backend, kind);
    } while (!run || Date.parse(run.startedAt) < startedAfter);
    time = Date.parse(run.finishedAt) - Date.parse(run.startedAt);
  }
  if (run?.checked !== backend.licenses || run.failed !== 0) {
    throw new Error(
      `The ${RUN_NAMES[kind]} looked at ${run?.checked} of ${backend.licenses} licenses, and found ${run?.failed}`,
    );
  }
  return time;
}
