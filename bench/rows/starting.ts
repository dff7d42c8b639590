import { Backend } from '../backend/Backend';
import { Bench, Findings, Measurement } from '../Bench';
import { compare } from '../measure/compare';

const LICENSES = 10_000;
const LATER = 300;

async function startOnce(bench: Bench, plugin: boolean): Promise<number> {
  const backend = await Backend.start(bench, LICENSES, { plugin });
  await backend.stop();
  return backend.startedIn;
}

/** How much later a backend is ready because of the plugin. */
export const starting: Measurement = {
  id: 'start',
  async measure(bench: Bench): Promise<Findings> {
    bench.say('starting a backend with the plugin, and without');
    // The first start makes the databases of all plugins.
    await startOnce(bench, true);
    const { time } = await compare({
      own: async () => ({ time: await startOnce(bench, true) }),
      other: async () => ({ time: await startOnce(bench, false) }),
      bounds: { time: LATER },
      combination: 'difference',
      plan: bench.plan,
    });
    return {
      rows: [
        {
          id: 'start',
          what: 'start of a backend with 10,000 licenses',
          against: 'the same backend without the plugin',
          database: bench.home.name,
          unit: 'ms',
          ...time,
          bound: LATER,
          boundUnit: 'ms',
        },
      ],
    };
  },
};
