import { authServiceFactory } from '@backstage/backend-defaults/auth';
import { httpAuthServiceFactory } from '@backstage/backend-defaults/httpAuth';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
// A test of both sides; at run time they talk over HTTP.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import licensePlugin from '@thetasecure/backstage-plugin-license-backend';
import request from 'supertest';
import authModuleLicense from '.';
import { AUTH_CONFIG, testProvider } from './__testUtils__/AuthBackend';
import { databaseIds, describeOnDatabases } from './__testUtils__/databases';

const databases = TestDatabases.create({ ids: databaseIds });

it('is tested on both databases', () => {
  // A database that is not there would leave out its tests without a word.
  expect(databases.eachSupportedId().flat()).toEqual(databaseIds);
});

describeOnDatabases('a portal with the module', newDatabase => {
  it('counts those who sign in, with real tokens and the real scheduler', async () => {
    const knexes = {
      auth: await newDatabase(),
      license: await newDatabase(),
    };
    const backend = await startTestBackend({
      features: [
        authPlugin,
        testProvider,
        authModuleLicense,
        licensePlugin,
        authServiceFactory,
        httpAuthServiceFactory,
        schedulerServiceFactory,
        catalogServiceMock.factory({ entities: [] }),
        mockServices.rootConfig.factory({
          data: {
            ...AUTH_CONFIG,
            license: { activeUsers: { source: 'sign-ins' } },
          },
        }),
        createServiceFactory({
          service: coreServices.database,
          deps: { plugin: coreServices.pluginMetadata },
          factory: ({ plugin }) => ({
            getClient: async () =>
              knexes[plugin.getId() as keyof typeof knexes],
          }),
        }),
      ],
    });
    const { body: session } = await request(backend.server)
      .get('/api/auth/test/refresh')
      .set('X-User', 'user:default/ada')
      .expect(200);
    const countedUsers = async () => {
      const { body } = await request(backend.server)
        .get('/api/license/usage/users')
        .set('Authorization', `Bearer ${session.backstageIdentity.token}`)
        .expect(200);
      return body;
    };
    const end = Date.now() + 30_000;
    while ((await countedUsers()).totalItems === 0 && Date.now() < end) {
      await new Promise(resolve => setTimeout(resolve, 250));
    }
    expect(await countedUsers()).toMatchObject({
      items: [{ user: 'user:default/ada' }],
      usage: { source: 'sign-ins', stale: false },
    });
    await backend.stop();
  }, 40_000);
});
