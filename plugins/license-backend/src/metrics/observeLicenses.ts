import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MetricOptions,
  MetricsService,
} from '@backstage/backend-plugin-api/alpha';
import { CoverageForecast } from '@thetasecure/backstage-plugin-license-common';
import { messageOf } from '../errors';
import { IntegrityService } from '../integrity/IntegrityService';
import { OverviewService } from '../overview/OverviewService';
import { RunStore } from '../runs/RunStore';

/** Whoever asks while an answer is on its way gets the same one. */
function shared<T>(work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= work().finally(() => {
      running = undefined;
    });
    return running;
  };
}

function secondsOfCoverage({ outlook, now }: CoverageForecast): number {
  const { coverageEnds } = outlook;
  return coverageEnds ? Math.max(0, (coverageEnds.at - now) / 1000) : 0;
}

/**
 * Lets OpenTelemetry observe what the page shows. What nobody knows, or cannot be read, is not observed, so that no
 * old number passes for a new one.
 */
export function observeLicenses(options: {
  metrics: MetricsService;
  overview: Pick<OverviewService, 'forecast'>;
  integrity: Pick<IntegrityService, 'countCritical'>;
  runs: Pick<RunStore, 'lastFinished'>;
  logger: LoggerService;
}): void {
  const { metrics, overview, integrity, runs, logger } = options;
  // The gauges of a collection are read at the same time.
  const forecast = shared(() => overview.forecast());

  const observe = (
    name: string,
    about: MetricOptions,
    read: () => Promise<number | null | undefined>,
  ) => {
    metrics.createObservableGauge(name, about).addCallback(async gauge => {
      try {
        const value = await read();
        if (typeof value === 'number') {
          gauge.observe(value);
        }
      } catch (error) {
        logger.debug(`${name} could not be observed: ${messageOf(error)}`);
      }
    });
  };

  observe(
    'license.users.active',
    { description: 'Active users, by the last count', unit: '{user}' },
    async () => (await forecast()).users,
  );
  observe(
    'license.capacity',
    { description: 'Seats of the licenses that count', unit: '{seat}' },
    async () => (await forecast()).entitlement.capacity,
  );
  observe(
    'license.coverage.remaining',
    {
      description:
        'Time until the licenses in force, without their grace periods, are no longer enough; 0 if they are not now',
      unit: 's',
    },
    async () => secondsOfCoverage(await forecast()),
  );
  observe(
    'license.events.critical.open',
    {
      description: 'Critical security events, active or unacknowledged',
      unit: '{event}',
    },
    () => integrity.countCritical(),
  );
  observe(
    'license.validations.failed',
    {
      description: 'Licenses that failed the last validation',
      unit: '{license}',
    },
    async () => (await runs.lastFinished('validation'))?.run.failed,
  );
}
