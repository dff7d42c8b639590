import { startInstalled } from '../backend/installed';
import { Bench, Findings, Measurement } from '../Bench';
import { figureOf } from '../measure/figures';
import { load } from '../measure/load';
import { Figure } from '../Row';

const SIZES = [10, 1_000, 10_000, 100_000];

/** With the most licenses an answer may take seconds, and the first one of each connection does not count. */
const MANY = 100_000;
const MANY_SECONDS = 10;

const ROUTES = {
  '`GET /overview`, p50': '/api/license/overview',
  '`GET /licenses?limit=50`, p50': '/api/license/licenses?limit=50',
  'empty route, p50': '/api/ping',
};

type Route = keyof typeof ROUTES;

/** How reading grows with the number of licenses. Nothing here has a bound. */
export const readingGrowth: Measurement = {
  id: 'reading-growth',
  async measure(bench: Bench): Promise<Findings> {
    const routes = Object.keys(ROUTES) as Route[];
    const figures = new Map(
      routes.map(route => [route, new Map<number, Figure>()]),
    );
    for (const licenses of SIZES) {
      const seconds = licenses === MANY ? MANY_SECONDS : bench.plan.seconds;
      const backend = await startInstalled(bench, licenses);
      try {
        for (const route of routes) {
          bench.say(`${route}, ${licenses} licenses`);
          await load(backend, ROUTES[route], seconds);
          const times: number[] = [];
          for (let round = 0; round < bench.plan.longRuns; round += 1) {
            times.push((await load(backend, ROUTES[route], seconds)).p50);
          }
          figures.get(route)!.set(licenses, figureOf(times));
        }
      } finally {
        await backend.stop();
      }
    }
    return {
      growths: routes.map(route => ({
        what: route,
        database: bench.home.name,
        figures: figures.get(route)!,
      })),
    };
  },
};
