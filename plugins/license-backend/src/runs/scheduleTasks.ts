import { SchedulerService } from '@backstage/backend-plugin-api';
import { LicenseConfig } from '../config';
import { SecurityService } from '../security/SecurityService';
import { TASKS } from './tasks';

/** Puts validation, integrity scan and the tracking of usage on the portal's scheduler. */
export async function scheduleTasks(options: {
  scheduler: SchedulerService;
  config: LicenseConfig;
  security: SecurityService;
  trackUsage: (signal: AbortSignal) => Promise<void>;
}): Promise<void> {
  const { scheduler, config, security, trackUsage } = options;
  await scheduler.scheduleTask({
    id: TASKS.validation,
    ...config.schedule.validation,
    fn: signal => security.runScheduled('validation', signal),
  });
  if (config.integrity.enabled) {
    await scheduler.scheduleTask({
      id: TASKS.integrityScan,
      ...config.schedule.integrityScan,
      fn: signal => security.runScheduled('integrity-scan', signal),
    });
  }
  await scheduler.scheduleTask({
    id: TASKS.usage,
    ...config.schedule.usage,
    fn: trackUsage,
  });
}
