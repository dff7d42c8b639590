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
import { randomUUID } from 'node:crypto';
import { readLicenseConfig } from './config';
import { connectDatabase } from './database/connectDatabase';
import { Database } from './database/Database';
import { createRouter } from './http/createRouter';
import { LicenseInstaller } from './installing/LicenseInstaller';
import { RevocationService } from './installing/RevocationService';
import { IntegrityService } from './integrity/IntegrityService';
import { LicenseInventory } from './inventory/LicenseInventory';
import { Checkpoints } from './ledger/Checkpoints';
import { Ledger } from './ledger/Ledger';
import { LedgerStore } from './ledger/LedgerStore';
import { Sealer } from './ledger/Sealer';
import { observeLicenses } from './metrics/observeLicenses';
import { OverviewService } from './overview/OverviewService';
import { RunService } from './runs/RunService';
import { RunStore } from './runs/RunStore';
import { DocumentVerifier } from './sources/DocumentVerifier';
import { SourceReader } from './sources/SourceReader';
import { readTrustedKeys } from './sources/trustedKeys';
import { ActiveUsers } from './usage/ActiveUsers';
import { CatalogUsersSource } from './usage/CatalogUsersSource';
import { CountedUserStore } from './usage/CountedUserStore';
import { SignInRecorder } from './usage/SignInRecorder';
import { SignInsSource } from './usage/SignInsSource';
import { SignInStore } from './usage/SignInStore';
import { UsageDayStore } from './usage/UsageDayStore';
import { UsageService } from './usage/UsageService';
import { UserCountStore } from './usage/UserCountStore';
import { OutcomeStore } from './validation/OutcomeStore';
import { validateLicenses } from './validation/validateLicenses';
import { Notifier } from './warnings/Notifier';
import { WarningStore } from './warnings/WarningStore';

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
        databaseService: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
      },
      async init({ config: rootConfig, databaseService, ...services }) {
        const { logger, scheduler } = services;
        const config = readLicenseConfig(rootConfig);
        const readKeys = async () =>
          readTrustedKeys(config.trustedKeys, keysFromCode);
        const keys = await readKeys();
        if (keys.size === 0) {
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
        const knex = await connectDatabase(databaseService);
        const database = new Database(knex);
        const sealer = new Sealer(secrets);
        const store = new LedgerStore(database, sealer);
        const verifier = new DocumentVerifier(config);
        const checkpoints = new Checkpoints({
          ...services,
          ...config.integrity,
        });
        const ledger = new Ledger({ store, sealer, checkpoints, logger });
        const sources = new SourceReader(keys, {
          readKeys,
          config,
          verifier,
          logger,
        });
        // What those below take theirs from.
        const core = { ...services, config, database, store, verifier, ledger };
        const inventory = new LicenseInventory({ ...core, sources });

        const signIns = new SignInStore(database);
        const { window } = config.activeUsers;
        const { retention } = config.usage;
        const days = new UsageDayStore(database, retention);
        const activeUsers = new ActiveUsers({
          sourceId: config.activeUsers.source,
          sources: [
            new CatalogUsersSource(services),
            new SignInsSource({ store: signIns, window }),
            ...addedSources,
          ],
          store: new UserCountStore(database),
          logger,
          onCount: async users => {
            const { licenses, now } = await inventory.current();
            const { capacity } = licenses.at(now).entitlement(users);
            await days.record(now, users, capacity);
          },
        });
        const overview = new OverviewService({ inventory, activeUsers });
        const notifier = new Notifier({
          ...services,
          overview,
          store: new WarningStore(database),
          receivers: config.notifications.receivers,
        });

        const runs = new RunStore(database, sealer);
        const outcomes = new OutcomeStore(database);
        const validations = new RunService({
          ...core,
          kind: 'validation',
          store: runs,
          work: signal =>
            validateLicenses({ ...core, inventory, outcomes }, signal),
        });
        const integrity = new IntegrityService({ ...core, inventory, runs });
        const scans: RunService = new RunService({
          ...core,
          kind: 'integrity-scan',
          store: runs,
          work: async signal =>
            integrity.scan(signal, await scans.missedSince()),
        });

        await ledger.open(config.productInstanceId ?? randomUUID());
        if (!ledger.isSecretMissing) {
          // What is mounted and trusted now is what later changes are told by.
          await inventory.noteSources();
        }

        services.permissionsRegistry.addPermissions(licensePermissions);
        services.httpRouter.use(
          createRouter({
            ...core,
            sources,
            overview,
            installer: new LicenseInstaller({
              ...core,
              inventory,
              overview,
              outcomes,
            }),
            integrity,
            validations,
            scans,
            revocations: new RevocationService({ ledger, inventory }),
            usage: new UsageService({
              inventory,
              activeUsers,
              users: new CountedUserStore(database),
              days,
            }),
            signIns: new SignInRecorder({ store: signIns, window, retention }),
          }),
        );
        observeLicenses({ ...services, overview, integrity, runs });
        await validations.schedule(config.schedule.validation);
        if (config.integrity.enabled) {
          await scans.schedule(config.schedule.integrityScan);
        }
        await scheduler.scheduleTask({
          id: 'license-usage',
          ...config.schedule.usage,
          fn: async signal => {
            await activeUsers.count(signal);
            await notifier.notify();
          },
        });
      },
    });
  },
});
