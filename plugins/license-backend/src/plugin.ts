import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { licensePermissions } from '@thetasecure/backstage-plugin-license-common';
import {
  ActiveUsersSource,
  activeUsersExtensionPoint,
  licenseTrustExtensionPoint,
} from '@thetasecure/backstage-plugin-license-node';
import { readLicenseConfig } from './config';
import { CoverageService } from './coverage/CoverageService';
import { connectDatabase } from './database/connectDatabase';
import { CountedUserStore } from './database/CountedUserStore';
import { DatabaseLicenseStore } from './database/DatabaseLicenseStore';
import { EventStore } from './database/EventStore';
import { RunStore } from './database/RunStore';
import { SignInStore } from './database/SignInStore';
import { UsageDayStore } from './database/UsageDayStore';
import { UserCountStore } from './database/UserCountStore';
import { WarningStore } from './database/WarningStore';
import { AccessControl } from './http/AccessControl';
import { createRouter } from './http/createRouter';
import { LicenseInstaller } from './installing/LicenseInstaller';
import { IntegrityService } from './integrity/IntegrityService';
import { KeyRing } from './inventory/KeyRing';
import { LicenseInventory } from './inventory/LicenseInventory';
import { Anchors } from './ledger/Anchors';
import { DeploymentTime } from './ledger/DeploymentTime';
import { Ledger } from './ledger/Ledger';
import { openLedger } from './ledger/openLedger';
import { Sealer } from './ledger/Sealer';
import { observeLicenses } from './metrics/observeLicenses';
import { OverviewService } from './overview/OverviewService';
import { PresentReader } from './overview/PresentReader';
import { RevocationService } from './revocations/RevocationService';
import { RunCoordinator } from './runs/RunCoordinator';
import { ScheduleReader } from './schedule/ScheduleReader';
import { scheduleTasks } from './schedule/scheduleTasks';
import { SecurityService } from './security/SecurityService';
import { ActiveUsers } from './usage/ActiveUsers';
import { CatalogUsersSource } from './usage/CatalogUsersSource';
import { SignInRecorder } from './usage/SignInRecorder';
import { SignInsSource } from './usage/SignInsSource';
import { UsageRecorder } from './usage/UsageRecorder';
import { UsageService } from './usage/UsageService';
import { validateLicenses } from './validation/validateLicenses';
import { Notifier } from './warnings/Notifier';

/** Random characters in base64 that are worth 192 bits. */
const SECRET_LENGTH = 32;

/**
 * Keeps licenses in the portal's database, validates them, and watches over their integrity.
 *
 * @public
 */
export const licensePlugin = createBackendPlugin({
  pluginId: 'license',
  register(env) {
    const keysFromCode: unknown[] = [];
    const addedSources: ActiveUsersSource[] = [];
    env.registerExtensionPoint(licenseTrustExtensionPoint, {
      addTrustedKeys: (...keys) => {
        keysFromCode.push(...keys);
      },
    });
    env.registerExtensionPoint(activeUsersExtensionPoint, {
      addSource: source => {
        addedSources.push(source);
      },
    });

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
      },
      async init({
        auditor,
        auth,
        catalog,
        config: rootConfig,
        database,
        discovery,
        httpAuth,
        httpRouter,
        logger,
        metrics,
        notifications,
        permissions,
        permissionsRegistry,
        scheduler,
      }) {
        const config = readLicenseConfig(rootConfig);
        const keyRing = await KeyRing.create(config.trustedKeys, keysFromCode);
        if (keyRing.keys.size === 0) {
          logger.warn(
            'No key is trusted, so no license verifies. Configure license.trustedKeys with the public keys of your vendor.',
          );
        }

        const secrets = config.integrity.keys.map(({ secret }) => secret);
        if (secrets.some(secret => secret.length < SECRET_LENGTH)) {
          logger.warn(
            `A secret of license.integrity.keys is short enough to be guessed. Use at least ${SECRET_LENGTH} random characters.`,
          );
        }
        const knex = await connectDatabase(database);
        const sealer = Sealer.create(secrets);
        const anchors = new Anchors({
          auditor,
          logger,
          checkpointFile: config.integrity.checkpointFile,
        });
        const store = DatabaseLicenseStore.create(knex, {
          sealer,
          observer: anchors,
        });
        const ledger = new Ledger({ store, sealer, anchors });
        const time = new DeploymentTime({ ledger, anchors });
        const runs = RunStore.create(knex);
        const events = EventStore.create(knex);
        const inventory = new LicenseInventory({
          store,
          ledger,
          time,
          keyRing,
          config,
          logger,
        });
        const days = UsageDayStore.create(knex);
        const recorder = new UsageRecorder({
          inventory,
          days,
          retention: config.usage.retention,
        });
        const signIns = SignInStore.create(knex);
        const { window } = config.activeUsers;
        const activeUsers = ActiveUsers.create({
          sourceId: config.activeUsers.source,
          sources: [
            new CatalogUsersSource({ catalog, auth }),
            new SignInsSource({ store: signIns, window }),
            ...addedSources,
          ],
          store: UserCountStore.create(knex),
          logger,
          onCount: users => recorder.record(users),
        });
        const present = new PresentReader({ store, inventory, activeUsers });
        const overview = new OverviewService({ inventory, present });
        const coverage = new CoverageService({ present });
        const notifier = new Notifier({
          coverage,
          store: WarningStore.create(knex),
          notifications,
          receivers: config.notifications.receivers,
          logger,
        });
        const installer = new LicenseInstaller({
          store,
          inventory,
          ledger,
          present,
        });
        const schedules = new ScheduleReader({
          scheduler,
          discovery,
          auth,
          logger,
          knex,
        });
        const integrity = new IntegrityService({
          store,
          ledger,
          time,
          inventory,
          runs,
          schedules,
        });
        await openLedger({ store, ledger, sealer, anchors, inventory });
        if (config.files.length > 0 || config.revocations.files.length > 0) {
          // What is mounted now is what later changes are told by.
          await ledger.catchUp();
          await integrity.noteSources(await inventory.readSources());
        }
        const believeLeaps = !config.integrity.enabled;
        const security = new SecurityService({
          inventory,
          overview,
          runs,
          events,
          coordinators: {
            validation: new RunCoordinator({
              kind: 'validation',
              store: runs,
              logger,
              work: signal =>
                validateLicenses(
                  { inventory, store, integrity, time, believeLeaps },
                  signal,
                ),
            }),
            'integrity-scan': new RunCoordinator({
              kind: 'integrity-scan',
              store: runs,
              logger,
              work: signal => integrity.scan(signal),
            }),
          },
          scheduler,
          schedules,
          integrity,
          ledger,
          integrityEnabled: config.integrity.enabled,
          auditor,
          logger,
        });

        permissionsRegistry.addPermissions(licensePermissions);
        httpRouter.use(
          createRouter({
            access: new AccessControl({ httpAuth, permissions, auditor }),
            overview,
            coverage,
            installer,
            security,
            revocations: new RevocationService({ store, ledger, inventory }),
            usage: new UsageService({
              inventory,
              activeUsers,
              users: CountedUserStore.create(knex),
              days,
            }),
            signIns: new SignInRecorder({
              store: signIns,
              window,
              retention: config.usage.retention,
            }),
            logger,
          }),
        );
        observeLicenses({ metrics, coverage, events, runs, logger });
        await scheduleTasks({
          scheduler,
          config,
          security,
          trackUsage: async signal => {
            await activeUsers.count(signal);
            await notifier.notify();
          },
        });
      },
    });
  },
});
