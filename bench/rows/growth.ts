import { Backend } from '../backend/Backend';
import { startInstalled } from '../backend/installed';
import { Bench, Findings, Growth, Measurement } from '../Bench';
import { compare } from '../measure/compare';
import { figureOf, median } from '../measure/figures';
import {
  ONE_RUN,
  RunKind,
  runNow,
  RUN_KINDS,
  RUN_NAMES,
} from '../measure/runNow';
import { Figure, Row } from '../Row';

const SMALL = 1_000;
const MIDDLE = 10_000;
const LARGE = 100_000;

/** So many times as long may a run last with a hundred times as many licenses. */
const LONGER = 110;

/** So many MiB more may a run need. */
const MORE_MEMORY = 150;

/** Short runs differ much from one another, so one round has several of them. */
const SHORT_RUNS = 5;

async function several(backend: Backend, kind: RunKind): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < SHORT_RUNS; run += 1) {
    times.push(await runNow(backend, kind));
  }
  return median(times);
}

/** Both backends, and the memory of the large one before anything ran. */
interface Sides {
  small: Backend;
  large: Backend;
  idle: number;
}

async function measureRun(
  bench: Bench,
  kind: RunKind,
  { small, large, idle }: Sides,
) {
  bench.say(`${RUN_NAMES[kind]} of ${LARGE} licenses`);
  const more: number[] = [];
  // Not noted before: what the first run writes is no part of those that follow.
  await runNow(small, kind);
  await several(small, kind);
  await large.watch('begin');
  await runNow(large, kind);
  more.push((await large.watch('end')).peakMemory - idle);
  const { longRuns } = bench.plan;
  const { time } = await compare({
    own: async () => {
      await large.watch('begin');
      const took = await runNow(large, kind);
      more.push((await large.watch('end')).peakMemory - idle);
      return { time: took };
    },
    other: async () => ({ time: await several(small, kind) }),
    bounds: { time: LONGER },
    combination: 'ratio',
    plan: { rounds: longRuns, mostRounds: longRuns },
  });
  return { time, memory: figureOf(more) };
}

const memoryNoise = ({ low, high }: Figure) =>
  low <= MORE_MEMORY && high > MORE_MEMORY
    ? { noise: 'Some runs kept the bound and others did not' }
    : {};

async function measureMiddle(bench: Bench, kind: RunKind): Promise<Figure> {
  const backend = await startInstalled(bench, MIDDLE);
  try {
    await runNow(backend, kind);
    const times: number[] = [];
    for (let round = 0; round < bench.plan.longRuns; round += 1) {
      times.push(await runNow(backend, kind));
    }
    return figureOf(times);
  } finally {
    await backend.stop();
  }
}

async function idleWithout(bench: Bench): Promise<number> {
  const backend = await startInstalled(bench, 0);
  try {
    return await backend.watch('idleMemory');
  } finally {
    await backend.stop();
  }
}

/** How long both runs last, and what they need, with a hundred thousand licenses. */
export const growth: Measurement = {
  id: 'growth',
  async measure(bench: Bench): Promise<Findings> {
    const { home } = bench;
    const rows: Row[] = [];
    const growths: Growth[] = [];
    const notes: string[] = [];
    const without = await idleWithout(bench);
    const small = await startInstalled(bench, SMALL);
    try {
      for (const kind of RUN_KINDS) {
        const middle = await measureMiddle(bench, kind);
        // Each kind has a new one: what the other kind needed is not its own.
        const large = await startInstalled(bench, LARGE);
        try {
          const idle = await large.watch('idleMemory');
          const { time, memory } = await measureRun(bench, kind, {
            small,
            large,
            idle,
          });
          rows.push(
            {
              id: `${kind}-growth`,
              what: `${RUN_NAMES[kind]} of 100,000 licenses`,
              against: 'the same of 1,000 licenses',
              database: home.name,
              unit: 'ms',
              ...time,
              bound: LONGER,
              boundUnit: 'x',
            },
            {
              id: `${kind}-memory`,
              what: `memory during ${ONE_RUN[kind]} of 100,000, over idle`,
              database: home.name,
              unit: 'MiB',
              own: memory,
              result: memory.median,
              bound: MORE_MEMORY,
              boundUnit: 'MiB',
              ...memoryNoise(memory),
            },
          );
          growths.push({
            what: RUN_NAMES[kind],
            database: home.name,
            figures: new Map([
              [SMALL, time.other!],
              [MIDDLE, middle],
              [LARGE, time.own],
            ]),
          });
          notes.push(
            `${home.name}, ${
              RUN_NAMES[kind]
            }: an idle backend needs ${Math.round(
              without,
            )} MiB without licenses and ${Math.round(
              idle,
            )} MiB with 100,000; at its highest, ${Math.round(
              idle + memory.high - without,
            )} MiB more than without licenses.`,
          );
        } finally {
          await large.stop();
        }
      }
    } finally {
      await small.stop();
    }
    return { rows, growths, notes };
  },
};
