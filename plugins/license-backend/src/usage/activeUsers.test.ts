import { ActiveUser } from '@thetasecure/backstage-plugin-license-node';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
  users,
} from '../__testUtils__/startLicenseBackend';
import { ageCounts, TestUsers } from '../__testUtils__/TestUsers';
import { until } from '../__testUtils__/until';

// A source has ten seconds for each page.
jest.setTimeout(30_000);

describeOnDatabases('active users', newDatabase => {
  let backend: StartedBackend;
  let source: TestUsers;
  const overview = async () =>
    (await backend.get('/overview').expect(200)).body;
  const start = async () => {
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: source.config,
      features: [source.module],
    });
  };

  beforeEach(() => {
    source = new TestUsers();
  });
  afterEach(async () => backend.stop());

  it.each([0, 2, 1_234])(
    'are the users of the catalog, %p of them',
    async count => {
      backend = await startLicenseBackend({
        knex: await newDatabase(),
        catalog: [
          ...users(count),
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Group',
            metadata: { name: 'team' },
          },
        ],
      });
      expect(await overview()).toMatchObject({
        activeUsers: count,
        usage: {
          source: 'catalog',
          rule: 'Users in the catalog',
          stale: false,
        },
      });
      const { body } = await backend.get('/usage/users?limit=1').expect(200);
      expect(body.totalItems).toBe(count);
    },
  );

  it('keep the last number, marked stale with the reason, when the source fails', async () => {
    source.setCount(12);
    await start();
    const fresh = await overview();
    expect(fresh).toMatchObject({
      activeUsers: 12,
      usage: { source: 'test', rule: 'Testers', stale: false },
    });

    source.fail('The directory is closed');
    await ageCounts(backend.knex);
    expect(await overview()).toMatchObject({
      activeUsers: 12,
      usage: {
        countedAt: fresh.usage.countedAt,
        stale: true,
        reason: 'The directory is closed',
      },
    });

    source.setCount(13);
    await ageCounts(backend.knex);
    const { usage, activeUsers } = await overview();
    expect(activeUsers).toBe(13);
    expect(usage).not.toHaveProperty('reason');
  });

  it('keep the last number while the source hangs, and say so', async () => {
    source.setCount(12);
    await start();
    await overview();
    source.pages = async function* hang() {
      yield [{ user: 'somebody' }];
      await new Promise(() => {});
    };
    await ageCounts(backend.knex);
    expect(await overview()).toMatchObject({
      activeUsers: 12,
      usage: { stale: false },
    });
    const { activeUsers, usage } = await until(
      overview,
      ({ usage: { stale } }) => stale,
    );
    expect(activeUsers).toBe(12);
    expect(usage.reason).toContain('It took over 10 seconds to go on');
  });

  it.each([
    ['no list', 12],
    ['a number of users', [12]],
    ['a user without an id', [{ user: '' }]],
    ['an id that is too long', [{ user: 'x'.repeat(256) }]],
    ['a date that is none', [{ user: 'a', lastSeenAt: new Date('soon') }]],
  ])('are unknown if the source answers with %s', async (_, page) => {
    source.pages = async function* wrong() {
      yield page as ActiveUser[];
    };
    await start();
    expect(await overview()).toMatchObject({
      activeUsers: null,
      utilizationPercent: null,
      remaining: null,
      overBy: 0,
      usage: {
        countedAt: null,
        stale: true,
        reason: expect.stringContaining('It named something that is no user'),
      },
    });
  });

  it('are counted once for those who ask together, who all get the new number', async () => {
    source.setCount(1);
    await start();
    await overview();
    let calls = 0;
    source.pages = async function* two() {
      calls += 1;
      yield [{ user: 'ada' }, { user: 'bob' }];
    };
    await ageCounts(backend.knex);
    const answers = await Promise.all(Array.from({ length: 5 }, overview));
    expect(answers.map(({ activeUsers }) => activeUsers)).toEqual(
      Array(5).fill(2),
    );
    expect(calls).toBe(1);
  });
});
