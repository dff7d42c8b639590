import { ActiveUser } from '@thetasecure/backstage-plugin-license-node';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
  users,
} from '../__testUtils__/startLicenseBackend';
import { ageCounts, TestUsers } from '../__testUtils__/TestUsers';
import { until } from '../__testUtils__/until';

const UNSTORABLE =
  'holds a control character, such as NUL, or a lone surrogate';

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

  it('tell why they are not counted in words that every database stores', async () => {
    source.fail('The directory said "\u0000\ud800"');
    await start();
    expect((await overview()).usage.reason).toBe('The directory said "  "');
  });

  const largest = (bits: number) => `${2n ** BigInt(bits - 1) - 1n}`;
  it.each<[column: string, value: string]>([
    ['users', largest(32)],
    ['users', '-1'],
    ['published', "'garbage'"],
    ['published', `'${'f'.repeat(36)}'`],
    ['attempt', "'garbage'"],
    ['due_at', largest(64)],
    ['due_at', `-${largest(64)}`],
    ['counted_at', "'garbage'"],
    ['counted_at', "'2999-01-01T00:00:00.000Z'"],
    ['counted_at', 'null'],
  ])(
    'are counted anew whatever a row claims: %s is %s',
    async (column, value) => {
      source.setCount(12);
      await start();
      await overview();
      source.setCount(13);
      const { knex } = backend;
      await knex('license_user_counts').update(column, knex.raw(value));
      if (column === 'attempt') {
        // Nobody can tell that from the attempt of another replica.
        await ageCounts(knex);
      }
      await backend.get('/usage/users').expect(200);
      expect(await overview()).toMatchObject({
        activeUsers: 13,
        usage: { stale: false },
      });
    },
  );

  it('are counted anew if somebody is missing in the list', async () => {
    source.setCount(12);
    await start();
    await overview();
    await backend.knex('license_users').where('user_ref', 'user-3').delete();
    expect((await overview()).activeUsers).toBe(12);
    const { body } = await backend.get('/usage/users').expect(200);
    expect(body.totalItems).toBe(12);
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

  it.each<[string, unknown]>([
    ['something that is no list of users', 12],
    ['a user that is no object', [12]],
    ['a user whose user id is no text', [{ user: 12 }]],
    ['a user whose user id is empty', [{ user: '' }]],
    [
      'a user whose user id is longer than 255 characters',
      // So long it is in lower case.
      [{ user: 'İ'.repeat(128) }],
    ],
    [`a user whose user id ${UNSTORABLE}`, [{ user: 'a\nb' }]],
    [`a user whose user id ${UNSTORABLE}`, [{ user: 'a\ud800' }]],
    [
      'a user whose display name is longer than 255 characters',
      [{ user: 'a' }, { user: 'b', displayName: 'x'.repeat(256) }],
    ],
    [
      `a user whose display name ${UNSTORABLE}`,
      [{ user: 'a', displayName: 'A\u0000' }],
    ],
    [`a user whose reason ${UNSTORABLE}`, [{ user: 'a', reason: '\udc00' }]],
    [
      'a user whose reason is longer than 255 characters',
      [{ user: 'a', reason: 'x'.repeat(256) }],
    ],
    [
      'a user whose lastSeenAt is no date',
      [{ user: 'a', lastSeenAt: new Date('soon') }],
    ],
    ['a user whose since is no date', [{ user: 'a', since: '2026-01-01' }]],
    [
      'a user whose since is a date outside of the years 0 to 9999',
      [{ user: 'a', since: new Date(8.64e15) }],
    ],
  ])('are unknown if the source names %s', async (fault, page) => {
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
        reason: `It named ${fault}`,
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
