import { TestDatabases } from '@backstage/backend-test-utils';
import { fromInstant } from '../database/instants';
import { StartedBackend } from '../__testUtils__/startLicenseBackend';
import { until } from '../__testUtils__/until';
import { expectNoOverlap, finishedRuns } from './__testUtils__/finishedRuns';
import { startTwoBackends } from './__testUtils__/startTwoBackends';

jest.setTimeout(300_000);

/** Seconds. */
const INTERVAL = 2;

/** Runs of each kind to wait for. */
const RUNS = 5;

const databases = TestDatabases.create({ ids: ['POSTGRES_18'] });

describe('two backends on one PostgreSQL', () => {
  let backends: StartedBackend[];
  let stop: () => Promise<void>;
  let startedAt: number;

  beforeAll(async () => {
    startedAt = Date.now();
    const task = {
      frequency: { seconds: INTERVAL },
      timeout: { minutes: 1 },
    };
    ({ backends, stop } = await startTwoBackends(databases, {
      schedule: { validation: task, integrityScan: task },
    }));
  });
  afterAll(async () => stop());

  it.each(['validation', 'integrity-scan'] as const)(
    'do a scheduled %s once for each interval',
    async kind => {
      const [{ knex }] = backends;
      const runs = await until(
        () => finishedRuns(knex, kind),
        ({ length }) => length >= RUNS,
      );
      runs.forEach((run, index) => {
        // The first is due at once, and each further one an interval after the one before.
        expect(fromInstant(run.startedAt)).toBeGreaterThanOrEqual(
          startedAt + index * INTERVAL * 1000,
        );
      });
      expect(new Set(runs.map(({ trigger }) => trigger))).toEqual(
        new Set(['schedule']),
      );
      expectNoOverlap(runs);
    },
  );
});
