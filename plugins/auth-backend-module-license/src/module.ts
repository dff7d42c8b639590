import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { LicenseBackend } from './LicenseBackend';
import { Guests } from './Guests';
import { SignInReporter } from './SignInReporter';
import { UserInfoReader } from './UserInfoReader';

/**
 * Reads who signed in from the records of the auth backend, and tells the license backend, every minute.
 *
 * @public
 */
export const authModuleLicense = createBackendModule({
  pluginId: 'auth',
  moduleId: 'license',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        scheduler: coreServices.scheduler,
      },
      async init({ auth, config, database, discovery, logger, scheduler }) {
        const reporter = new SignInReporter({
          reader: new UserInfoReader(database),
          license: new LicenseBackend({ auth, discovery }),
          guests: Guests.fromConfig(config),
          logger,
        });
        await scheduler.scheduleTask({
          id: 'license-sign-ins',
          scope: 'global',
          frequency: { minutes: 1 },
          // A dead pod leaves a task "running" until its timeout.
          timeout: { minutes: 5 },
          // This module starts before the plugin has made its tables, and maybe before the license backend listens.
          initialDelay: { seconds: 5 },
          fn: signal => reporter.report(signal),
        });
      },
    });
  },
});
