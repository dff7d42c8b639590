/*
 * A backend in a process of its own, to be killed: the plugin from source, the real database, the real HTTP
 * server. It loads its code, waits for a word, and only then starts, so that a test can have the next one ready
 * before it kills the one that runs.
 */
import { createBackend } from '@backstage/backend-defaults';
import { WinstonLogger } from '@backstage/backend-defaults/rootLogger';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { activeUsersExtensionPoint } from '@thetasecure/backstage-plugin-license-node';
import licensePlugin from '../..';

/** Stands in for a catalog, which is not what is tried here. */
const constantUsers = createBackendModule({
  pluginId: 'license',
  moduleId: 'constant-users',
  register(env) {
    env.registerInit({
      deps: { activeUsers: activeUsersExtensionPoint },
      async init({ activeUsers }) {
        activeUsers.addSource({
          id: 'constant',
          rule: 'Always the same',
          async *users() {
            yield Array.from({ length: 63 }, (_, index) => ({
              user: `user:default/user-${index}`,
            }));
          },
        });
      },
    });
  },
});

/** The usual one compiles the configuration schemas of all packages first, which takes seconds. */
const plainLogger = createServiceFactory({
  service: coreServices.rootLogger,
  deps: {},
  factory: () => WinstonLogger.create({ format: WinstonLogger.colorFormat() }),
});

const backend = createBackend();
backend.add(plainLogger);
backend.add(licensePlugin);
backend.add(constantUsers);

// A test that is broken off leaves no backend behind.
process.once('disconnect', () => process.exit(0));
process.once('message', () => {
  backend.start().then(
    () => process.send?.('started'),
    error => {
      // eslint-disable-next-line no-console
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('loaded');
