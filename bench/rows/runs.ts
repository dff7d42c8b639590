import { startInstalled } from '../backend/installed';
import { Bench, Findings, Measurement } from '../Bench';
import { BareVerify } from '../measure/bareVerify';
import { compare } from '../measure/compare';
import { RunKind, runNow, RUN_KINDS, RUN_NAMES } from '../measure/runNow';
import { Row } from '../Row';

const LICENSES = 10_000;

const BOUNDS: Record<RunKind, number> = {
  validation: 1.25,
  'integrity-scan': 2,
};

const WHAT: Record<RunKind, string> = {
  validation: 'full validation of 10,000 licenses',
  'integrity-scan':
    'integrity scan of 10,000 licenses, ledger of 30,000 entries',
};

/** Both runs, against nothing but verifying the same signatures. */
export const runs: Measurement = {
  id: 'runs',
  async measure(bench: Bench): Promise<Findings> {
    const bare = await BareVerify.of(bench.files, LICENSES);
    const backend = await startInstalled(bench, LICENSES);
    try {
      const rows: Row[] = [];
      for (const kind of RUN_KINDS) {
        bench.say(`${RUN_NAMES[kind]} against bare crypto.verify`);
        // The first run also notes how each license stands; later ones only what changed.
        await runNow(backend, kind);
        await runNow(backend, kind);
        await bare.run();
        const { time } = await compare({
          own: async () => ({ time: await runNow(backend, kind) }),
          other: async () => ({ time: await bare.run() }),
          bounds: { time: BOUNDS[kind] },
          combination: 'ratio',
          plan: bench.plan,
        });
        rows.push({
          id: `${kind}-10000`,
          what: WHAT[kind],
          against: 'bare `crypto.verify` of the same signatures',
          database: bench.home.name,
          unit: 'ms',
          ...time,
          bound: BOUNDS[kind],
          boundUnit: 'x',
        });
      }
      return { rows };
    } finally {
      await backend.stop();
    }
  },
};
