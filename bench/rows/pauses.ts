import { Backend } from '../backend/Backend';
import { startInstalled } from '../backend/installed';
import { Bench, Findings, Measurement } from '../Bench';
import { compare } from '../measure/compare';
import { load } from '../measure/load';
import { ONE_RUN, RunKind, runNow, RUN_KINDS } from '../measure/runNow';
import { Row } from '../Row';

const LICENSES = 10_000;
const LONGEST_PAUSE = 50;
const SLOWER = 2;
const EMPTY = '/api/ping';

async function longestPause(backend: Backend, kind: RunKind): Promise<number> {
  await backend.watch('begin');
  await runNow(backend, kind);
  return (await backend.watch('end')).longestPause;
}

/** Does something while runs go on, one after the other. */
async function duringRuns<T>(
  backend: Backend,
  kind: RunKind,
  work: () => Promise<T>,
): Promise<T> {
  let isOver = false;
  const going = (async () => {
    while (!isOver) {
      await runNow(backend, kind);
    }
  })();
  try {
    return await work();
  } finally {
    isOver = true;
    await going;
  }
}

async function measurePause(bench: Bench, backend: Backend, kind: RunKind) {
  bench.say(`longest pause during ${ONE_RUN[kind]}`);
  const { pause } = await compare({
    own: async () => ({ pause: await longestPause(backend, kind) }),
    bounds: { pause: LONGEST_PAUSE },
    combination: 'own',
    plan: bench.plan,
  });
  return pause;
}

async function measureNeighbors(bench: Bench, backend: Backend, kind: RunKind) {
  bench.say(`the empty route during ${ONE_RUN[kind]}`);
  const ask = () => load(backend, EMPTY, bench.plan.seconds);
  const { p99 } = await compare<'p99'>({
    own: () => duringRuns(backend, kind, ask),
    other: ask,
    bounds: { p99: SLOWER },
    combination: 'ratio',
    plan: bench.plan,
  });
  return p99;
}

/** How much the rest of the backend feels of both runs. */
export const pauses: Measurement = {
  id: 'pauses',
  async measure(bench: Bench): Promise<Findings> {
    const backend = await startInstalled(bench, LICENSES);
    try {
      const rows: Row[] = [];
      await load(backend, EMPTY, bench.plan.seconds);
      for (const kind of RUN_KINDS) {
        await runNow(backend, kind);
        rows.push({
          id: `${kind}-pause`,
          what: `longest pause of the event loop during ${ONE_RUN[kind]} of 10,000`,
          database: bench.home.name,
          unit: 'ms',
          ...(await measurePause(bench, backend, kind)),
          bound: LONGEST_PAUSE,
          boundUnit: 'ms',
        });
        rows.push({
          id: `${kind}-neighbors`,
          what: `empty route during ${ONE_RUN[kind]} of 10,000, p99`,
          against: 'the same route while nothing runs',
          database: bench.home.name,
          unit: 'ms',
          ...(await measureNeighbors(bench, backend, kind)),
          bound: SLOWER,
          boundUnit: 'x',
        });
      }
      return { rows };
    } finally {
      await backend.stop();
    }
  },
};
