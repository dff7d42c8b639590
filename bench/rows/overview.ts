import { Backend } from '../backend/Backend';
import { startInstalled } from '../backend/installed';
import { Bench, Findings, Measurement } from '../Bench';
import { compare } from '../measure/compare';
import { load } from '../measure/load';

const OVERVIEW = '/api/license/overview';
const LICENSES = '/api/license/licenses?limit=50';
const EMPTY = '/api/ping';
const AGAINST = 'empty route of the same backend';

/** Sees to it that everything is compiled by the engine, and loaded. */
async function warmUp(backend: Backend, paths: string[], seconds: number) {
  for (const path of [...paths, ...paths]) {
    await load(backend, path, seconds);
  }
}

async function againstEmptyRoute<M extends 'p50' | 'p99'>(
  bench: Bench,
  backend: Backend,
  path: string,
  bounds: Record<M, number>,
) {
  const { plan } = bench;
  bench.say(`${path} with ${backend.licenses} licenses, against ${EMPTY}`);
  return compare<M>({
    own: () => load(backend, path, plan.seconds),
    other: () => load(backend, EMPTY, plan.seconds),
    bounds,
    combination: 'ratio',
    plan,
  });
}

/** What every page of the portal may ask: the overview of a portal with two licenses. */
export const overviewOfTwo: Measurement = {
  id: 'overview-2',
  async measure(bench): Promise<Findings> {
    const backend = await startInstalled(bench, 2);
    try {
      await warmUp(backend, [OVERVIEW, EMPTY], bench.plan.seconds);
      const bounds = { p50: 1.3, p99: 1.5 };
      const found = await againstEmptyRoute(bench, backend, OVERVIEW, bounds);
      return {
        rows: (['p50', 'p99'] as const).map(name => ({
          id: `overview-2-${name}`,
          what: `\`GET /overview\`, 2 licenses, ${name}`,
          against: AGAINST,
          database: bench.home.name,
          unit: 'ms',
          ...found[name],
          bound: bounds[name],
          boundUnit: 'x',
        })),
      };
    } finally {
      await backend.stop();
    }
  },
};

/** The same, and a page of the list, with 10,000 licenses. */
export const listsOfMany: Measurement = {
  id: 'reading-10000',
  async measure(bench): Promise<Findings> {
    const backend = await startInstalled(bench, 10_000);
    try {
      await warmUp(backend, [OVERVIEW, LICENSES, EMPTY], bench.plan.seconds);
      const rows = [];
      for (const { id, path, what, bound } of [
        {
          id: 'overview-10000',
          path: OVERVIEW,
          what: '`GET /overview`',
          bound: 1.5,
        },
        {
          id: 'licenses-10000',
          path: LICENSES,
          what: '`GET /licenses?limit=50`',
          bound: 3,
        },
      ]) {
        const { p50 } = await againstEmptyRoute(bench, backend, path, {
          p50: bound,
        });
        rows.push({
          id,
          what: `${what}, 10,000 licenses, p50`,
          against: AGAINST,
          database: bench.home.name,
          unit: 'ms' as const,
          ...p50,
          bound,
          boundUnit: 'x' as const,
        });
      }
      return { rows };
    } finally {
      await backend.stop();
    }
  },
};
