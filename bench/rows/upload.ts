import { Backend } from '../backend/Backend';
import { startInstalled } from '../backend/installed';
import { Bench, Findings, Measurement } from '../Bench';
import { SignedLicense } from '../data/LicenseFiles';
import { compare } from '../measure/compare';
import { median } from '../measure/figures';

const MANY = 10_000;
const FEW = 10;
const SLOWER = 1.5;

/** Files that each side takes in one round. */
const UPLOADS = 5;

async function upload(
  backend: Backend,
  licenses: readonly SignedLicense[],
): Promise<number> {
  const times: number[] = [];
  for (const { document } of licenses) {
    const began = performance.now();
    const response = await backend.api('POST', '/licenses', document);
    await response.arrayBuffer();
    times.push(performance.now() - began);
    if (response.status !== 201) {
      throw new Error('The file was installed already');
    }
  }
  return median(times);
}

/** One more license, among many and among few. */
export const uploads: Measurement = {
  id: 'upload',
  async measure(bench: Bench): Promise<Findings> {
    const { mostRounds } = bench.plan;
    const fresh = await bench.files.fresh((mostRounds + 1) * UPLOADS);
    const many = await startInstalled(bench, MANY);
    const few = await startInstalled(bench, FEW);
    try {
      bench.say(`upload among ${MANY} licenses, against one among ${FEW}`);
      const taker = (backend: Backend) => {
        let taken = 0;
        return async () => {
          const licenses = fresh.slice(taken, taken + UPLOADS);
          taken += UPLOADS;
          return { time: await upload(backend, licenses) };
        };
      };
      const own = taker(many);
      const other = taker(few);
      await own();
      await other();
      const { time } = await compare({
        own,
        other,
        bounds: { time: SLOWER },
        combination: 'ratio',
        plan: bench.plan,
      });
      // Others measure with as many licenses as there were.
      for (const backend of [many, few]) {
        for (const { licenseId } of fresh.slice(
          0,
          (time.own.rounds + 1) * UPLOADS,
        )) {
          await backend.api('DELETE', `/licenses/${licenseId}`);
        }
      }
      return {
        rows: [
          {
            id: 'upload',
            what: 'upload of one more license into 10,000',
            against: 'the same into 10',
            database: bench.home.name,
            unit: 'ms',
            ...time,
            bound: SLOWER,
            boundUnit: 'x',
          },
        ],
      };
    } finally {
      await many.stop();
      await few.stop();
    }
  },
};
