import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  ActiveUsersSource,
  activeUsersExtensionPoint,
} from '@thetasecure/backstage-plugin-license-node';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
  users,
} from '../__testUtils__/startLicenseBackend';

const withSource = (source: ActiveUsersSource) =>
  createBackendModule({
    pluginId: 'license',
    moduleId: 'test-users',
    register({ registerInit }) {
      registerInit({
        deps: {
          activeUsers: activeUsersExtensionPoint,
          logger: coreServices.logger,
        },
        async init({ activeUsers }) {
          activeUsers.addSource(source);
        },
      });
    },
  });

describeOnDatabases('active users', newDatabase => {
  let backend: StartedBackend;
  const overview = async () =>
    (await backend.get('/overview').expect(200)).body;
  /** As if the last attempt were long ago. */
  const age = async () =>
    backend
      .knex('license_user_counts')
      .update({ attempted_at: '2026-01-01T00:00:00.000Z' });

  afterEach(async () => backend.stop());

  it('are the users of the catalog, none included', async () => {
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      catalog: [
        ...users(2),
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Group',
          metadata: { name: 'team' },
        },
      ],
    });
    expect(await overview()).toMatchObject({
      activeUsers: 2,
      usage: { source: 'catalog', rule: 'Users in the catalog', stale: false },
    });
    await backend.stop();
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      catalog: [],
    });
    expect(await overview()).toMatchObject({ activeUsers: 0 });
  });

  it('keep the last number, marked stale with the reason, when the source fails', async () => {
    let count = async () => 12;
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: { activeUsers: { source: 'test' } },
      features: [
        withSource({ id: 'test', rule: 'Testers', count: () => count() }),
      ],
    });
    const fresh = await overview();
    expect(fresh).toMatchObject({
      activeUsers: 12,
      usage: { source: 'test', rule: 'Testers', stale: false },
    });

    count = async () => {
      throw new Error('The directory is closed');
    };
    await age();
    expect(await overview()).toMatchObject({
      activeUsers: 12,
      usage: {
        countedAt: fresh.usage.countedAt,
        stale: true,
        reason: 'The directory is closed',
      },
    });

    count = async () => 13;
    await age();
    const { usage, activeUsers } = await overview();
    expect(activeUsers).toBe(13);
    expect(usage).not.toHaveProperty('reason');
  });

  it.each([-1, 1.5, Number.NaN, 'many' as unknown as number])(
    'are unknown if the source answers %p',
    async answer => {
      backend = await startLicenseBackend({
        knex: await newDatabase(),
        license: { activeUsers: { source: 'test' } },
        features: [
          withSource({
            id: 'test',
            rule: 'Testers',
            count: async () => answer,
          }),
        ],
      });
      expect(await overview()).toMatchObject({
        activeUsers: null,
        utilizationPercent: null,
        remaining: null,
        overBy: 0,
        usage: { countedAt: null, stale: true },
      });
    },
  );

  it('are counted once for those who ask together', async () => {
    let calls = 0;
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: { activeUsers: { source: 'test' } },
      features: [
        withSource({
          id: 'test',
          rule: 'Testers',
          count: async () => {
            calls += 1;
            return 1;
          },
        }),
      ],
    });
    await Promise.all(Array.from({ length: 5 }, overview));
    expect(calls).toBe(1);
  });
});
