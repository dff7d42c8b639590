/*
 * The backend of the portal in which pages are measured, with licenses and notifications to show. Its configuration
 * is given by `--config`.
 */
import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { notificationService } from '@backstage/plugin-notifications-node';
import { policyModule, signInModule } from '../backend/people';

/** More than the page of notifications shows at once. */
const NOTIFICATIONS = 20;

/** Sends notifications to everybody once the backend is up, and tells whoever started it. */
const notificationsPlugin = createBackendPlugin({
  pluginId: 'bench-notifications',
  register(env) {
    env.registerInit({
      deps: {
        lifecycle: coreServices.lifecycle,
        notifications: notificationService,
      },
      async init({ lifecycle, notifications }) {
        const sendAll = async () => {
          for (let i = 1; i <= NOTIFICATIONS; i += 1) {
            await notifications.send({
              recipients: { type: 'broadcast' },
              payload: {
                title: `Sample ${i}`,
                description: 'Something happened in the portal.',
              },
            });
          }
          process.send?.({ ready: true });
        };
        lifecycle.addStartupHook(() => {
          // Not awaited: the backend answers only once the start-up is over.
          sendAll().catch(fail);
        });
      },
    });
  },
});

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

async function main() {
  const backend = createBackend();
  backend.add(import('@backstage/plugin-auth-backend'));
  backend.add(import('@backstage/plugin-catalog-backend'));
  backend.add(import('@backstage/plugin-notifications-backend'));
  backend.add(import('@backstage/plugin-permission-backend'));
  backend.add(import('../../plugins/license-backend/src'));
  backend.add(signInModule);
  backend.add(policyModule);
  backend.add(notificationsPlugin);
  await backend.start();
}

// Whoever measured is gone.
process.once('disconnect', () => process.exit(0));
main().catch(fail);
