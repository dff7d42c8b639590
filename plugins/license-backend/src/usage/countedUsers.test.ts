import { mockCredentials } from '@backstage/backend-test-utils';
import { ActiveUser } from '@thetasecure/backstage-plugin-license-node';
import { parse } from 'csv-parse/sync';
import { once } from 'node:events';
import { get } from 'node:http';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { MANUAL_SCHEDULE } from '../__testUtils__/manualSchedule';
import { ageCounts, TestUsers } from '../__testUtils__/TestUsers';
import { until } from '../__testUtils__/until';
import { chunks, Database } from '../database/Database';
import { CountedUserStore } from './CountedUserStore';
import { UserCountStore } from './UserCountStore';

// Thousands of users are counted twice before their number is believed.
jest.setTimeout(30_000);

const DAY = 24 * 60 * 60 * 1000;

/** So many days ago. */
const ago = (days: number) => new Date(Date.now() - days * DAY);

describeOnDatabases('who is counted', newDatabase => {
  let backend: StartedBackend;
  let source: TestUsers;

  const list = async (query = '') =>
    (await backend.get(`/usage/users${query}`).expect(200)).body;
  const namesOf = async (query = '') =>
    (await list(query)).items.map(({ user }: { user: string }) => user);
  const recount = async (...pages: ActiveUser[][]) => {
    source.set(...pages);
    await ageCounts(backend.knex);
    return (await backend.get('/overview').expect(200)).body;
  };

  beforeEach(async () => {
    source = new TestUsers();
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: { ...source.config, schedule: MANUAL_SCHEDULE },
      features: [source.module],
    });
  });
  afterEach(async () => backend.stop());

  it('is told with since when, when last seen, and why', async () => {
    const lastSeenAt = ago(3);
    const before = Date.now();
    await recount([
      {
        user: 'user:default/Ada',
        displayName: 'Ada L.',
        since: ago(10),
        lastSeenAt,
        reason: 'Runs the engine',
      },
      { user: 'user:default/bob' },
    ]);
    const { items, totalItems, activeUsers, usage } = await list();
    expect({ totalItems, activeUsers }).toEqual({
      totalItems: 2,
      activeUsers: 2,
    });
    expect(usage).toMatchObject({ source: 'test', rule: 'Testers' });
    expect(items).toEqual([
      {
        user: 'user:default/ada',
        displayName: 'Ada L.',
        since: expect.stringMatching(/Z$/),
        lastSeenAt: lastSeenAt.toISOString(),
        reason: 'Runs the engine',
      },
      {
        user: 'user:default/bob',
        since: expect.stringMatching(/Z$/),
        lastSeenAt: null,
        reason: 'Testers',
      },
    ]);
    expect(Date.parse(items[0].since)).toBeLessThan(ago(9).getTime());
    expect(Date.parse(items[1].since)).toBeGreaterThanOrEqual(before);
  });

  it.each<[string, ActiveUser[][], number]>([
    ['nobody', [], 0],
    ['an empty page', [[]], 0],
    ['one user in several pages', [[{ user: 'a' }], [{ user: 'a' }]], 1],
    ['one user in other cases', [[{ user: 'A/b' }, { user: 'a/B' }]], 1],
    [
      'more users than a statement takes',
      [Array.from({ length: 1001 }, (_, index) => ({ user: `u${index}` }))],
      1001,
    ],
  ])('are as many as the card says: %s', async (_, pages, expected) => {
    expect((await recount(...pages)).activeUsers).toBe(expected);
    const { totalItems, activeUsers } = await list('?limit=1');
    expect([totalItems, activeUsers]).toEqual([expected, expected]);
  });

  it('are those of the last count that succeeded, whatever a later one saw', async () => {
    await recount([{ user: 'ada' }, { user: 'bob' }]);
    source.pages = async function* broken() {
      yield [{ user: 'bob' }, { user: 'cyd' }];
      throw new Error('The directory is closed');
    };
    await ageCounts(backend.knex);
    expect(await namesOf()).toEqual(['ada', 'bob']);
    expect((await backend.get('/overview')).body).toMatchObject({
      activeUsers: 2,
      usage: { stale: true, reason: 'The directory is closed' },
    });
    await recount([{ user: 'cyd' }]);
    expect(await namesOf()).toEqual(['cyd']);
  });

  it('count since they came, and anew after they left', async () => {
    const sinceOf = async (name: string) =>
      (await list(`?search=${name}`)).items[0].since;
    await recount([{ user: 'ada' }, { user: 'bob' }]);
    const [ada, bob] = [await sinceOf('ada'), await sinceOf('bob')];
    await recount([{ user: 'ada' }]);
    await recount([{ user: 'ada' }, { user: 'bob' }]);
    expect(await sinceOf('ada')).toBe(ada);
    expect((await sinceOf('bob')) > bob).toBe(true);
  });

  it('stay the same for replicas that count at the same time', async () => {
    const other = await startLicenseBackend({
      knex: backend.knex,
      license: source.config,
      features: [source.module],
    });
    source.setCount(250);
    await ageCounts(backend.knex);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 ? other : backend).get('/overview').expect(200),
      ),
    );
    for (const { body } of answers) {
      expect(body.activeUsers).toBe(250);
    }
    expect((await list()).totalItems).toBe(250);
    await other.stop();
  });

  it('are found by user and name, in any case, whatever the search holds', async () => {
    await recount([
      { user: 'user:default/ada', displayName: 'Ada Ünal' },
      { user: 'user:default/bob', displayName: '100 %_\\' },
    ]);
    expect(await namesOf('?search=ADA')).toEqual(['user:default/ada']);
    expect(await namesOf(`?search=${encodeURIComponent('üNAL')}`)).toEqual([
      'user:default/ada',
    ]);
    for (const text of ['%', '_', '\\', '%_\\']) {
      expect(await namesOf(`?search=${encodeURIComponent(text)}`)).toEqual([
        'user:default/bob',
      ]);
    }
    expect(await list("?search=' or 1=1")).toMatchObject({
      items: [],
      totalItems: 0,
      activeUsers: 2,
    });
  });

  it.each([
    ['', ['a', 'b', 'c', 'd']],
    ['?order=desc', ['d', 'c', 'b', 'a']],
    ['?orderBy=lastSeenAt', ['c', 'a', 'd', 'b']],
    ['?orderBy=lastSeenAt&order=desc', ['a', 'd', 'c', 'b']],
    ['?orderBy=since', ['a', 'b', 'c', 'd']],
    ['?orderBy=since&order=desc', ['d', 'b', 'c', 'a']],
    ['?limit=2&offset=1', ['b', 'c']],
    ['?limit=2&offset=4', []],
  ])('come in the order asked for: %s', async (query, expected) => {
    const seen = ago(1);
    const since = ago(5);
    await recount([
      { user: 'd', lastSeenAt: seen, since: ago(1) },
      { user: 'c', lastSeenAt: ago(2), since },
      { user: 'b', since },
      { user: 'a', lastSeenAt: seen, since: ago(9) },
    ]);
    expect(await namesOf(query)).toEqual(expected);
  });

  it('can be taken along as CSV that no spreadsheet runs', async () => {
    await recount([
      {
        user: 'user:default/ada',
        displayName: '=HYPERLINK("http://evil.test")',
        lastSeenAt: new Date('2026-03-01T12:00:00Z'),
        since: new Date('2026-02-01T00:00:00Z'),
      },
      {
        user: 'user:default/bob',
        displayName: 'Bob, "B"\r\nline',
        since: new Date('2026-02-01T00:00:00Z'),
        reason: '@SUM(1+1)',
      },
      ...['+1', '-1', '\t=1', '\r=1', '＝1'].map((displayName, index) => ({
        user: `user:default/c${index}`,
        displayName,
        since: new Date('2026-02-01T00:00:00Z'),
      })),
    ]);
    const { text, headers } = await backend.get('/usage/users.csv').expect(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toContain('active-users.csv');
    expect(text).toMatch(/^\ufeff"User","Name",.*"Reason"\r\n"user:/);
    expect(text).toContain(',"2026-02-01T00:00:00.000Z","","');
    const rows: Record<string, string>[] = parse(text, {
      bom: true,
      columns: true,
    });
    expect(rows.slice(0, 2)).toEqual([
      {
        User: 'user:default/ada',
        Name: `'=HYPERLINK("http://evil.test")`,
        'Counted since (UTC)': '2026-02-01T00:00:00.000Z',
        'Last seen (UTC)': '2026-03-01T12:00:00.000Z',
        Reason: 'Testers',
      },
      {
        User: 'user:default/bob',
        Name: 'Bob, "B"\r\nline',
        'Counted since (UTC)': '2026-02-01T00:00:00.000Z',
        'Last seen (UTC)': '',
        Reason: `'@SUM(1+1)`,
      },
    ]);
    for (const { Name } of rows.slice(2)) {
      expect(Name).toMatch(/^'/);
    }
  });

  it('has every user in the CSV, in the order and search asked for', async () => {
    source.setCount(3_456);
    const { text } = await backend
      .get('/usage/users.csv?search=USER-&order=desc')
      .expect(200);
    const rows: { User: string }[] = parse(text, { bom: true, columns: true });
    expect(new Set(rows.map(({ User }) => User)).size).toBe(3_456);
    expect(rows).toHaveLength(3_456);
    expect(rows[0].User).toBe('user-999');
  });

  it('can be taken along with semicolons, and is no formula when read with another separator', async () => {
    await recount([{ user: 'user:default/ada', displayName: 'a;=1,"=2\t@3' }]);
    const csv = async (query: string) =>
      (await backend.get(`/usage/users.csv${query}`).expect(200)).text;
    expect(await csv('?separator=semicolon')).toContain(
      `"user:default/ada";"a;'=1,""'=2\t'@3";"`,
    );
    const comma = await csv('?separator=comma');
    expect(comma).toBe(await csv(''));
    expect(comma).toContain(`"user:default/ada","a;'=1,""'=2\t'@3","`);
    await backend.get('/usage/users.csv?separator=tab').expect(400);
  });

  /** Does something when the first user of the next download is on its way. */
  const afterFirst = (work: () => Promise<unknown>) => {
    const { all } = CountedUserStore.prototype;
    jest
      .spyOn(CountedUserStore.prototype, 'all')
      .mockImplementationOnce(async function* interrupted(
        this: CountedUserStore,
        ...args
      ) {
        const users = all.apply(this, args);
        yield (await users.next()).value;
        await work();
        yield* users;
      });
  };

  it.each([
    'orderBy=user&order=desc',
    'orderBy=since&order=asc',
    'orderBy=since&order=desc',
    'orderBy=lastSeenAt&order=asc',
    'orderBy=lastSeenAt&order=desc',
  ])(
    'has every user in the CSV once, whoever signs in meanwhile: %s',
    async query => {
      const people = Array.from({ length: 2_500 }, (_, index) => ({
        user: `user-${index}`,
        since: ago(index % 7),
        ...(index % 3 && { lastSeenAt: ago(index % 11) }),
      }));
      await recount(people);
      const inOrder: string[] = [];
      for (const offset of [0, 500, 1_000, 1_500, 2_000]) {
        inOrder.push(
          ...(await namesOf(`?${query}&limit=500&offset=${offset}`)),
        );
      }
      afterFirst(async () => {
        for (const some of chunks(people)) {
          await backend.knex('license_sign_ins').insert(
            some.map(({ user }, index) => ({
              user_ref: user,
              last_at: ago(index / 10_000).toISOString(),
            })),
          );
        }
      });
      const { text } = await backend
        .get(`/usage/users.csv?${query}`)
        .expect(200);
      const rows: { User: string }[] = parse(text, {
        bom: true,
        columns: true,
      });
      expect(rows.map(({ User }) => User)).toEqual(inOrder);
    },
  );

  it('has an order in the CSV by sign-ins that were known when they were counted', async () => {
    await backend.knex('license_sign_ins').insert([
      { user_ref: 'ada', last_at: ago(1).toISOString() },
      { user_ref: 'bob', last_at: ago(4).toISOString() },
    ]);
    await recount([
      { user: 'ada', lastSeenAt: ago(3) },
      { user: 'bob' },
      { user: 'cyd', lastSeenAt: ago(1.5) },
    ]);
    const { text } = await backend
      .get('/usage/users.csv?orderBy=lastSeenAt')
      .expect(200);
    const rows: { User: string }[] = parse(text, { bom: true, columns: true });
    expect(rows.map(({ User }) => User)).toEqual(['bob', 'cyd', 'ada']);
  });

  it.each([1_500, 2_000])(
    'are a CSV that breaks off rather than be of two counts: %p users',
    async count => {
      source.setCount(count);
      await ageCounts(backend.knex);
      await backend.get('/overview').expect(200);
      afterFirst(async () => recount([{ user: 'zoe' }]));
      await expect(backend.get('/usage/users.csv')).rejects.toThrow('aborted');
      expect(backend.audit).toContainEqual({
        eventId: 'users-export',
        status: 'failed',
        message: expect.stringContaining('counted anew'),
      });
      expect(backend.logs.join('\n')).not.toContain('Unexpected');
      const { text } = await backend.get('/usage/users.csv').expect(200);
      expect(text).toContain('"zoe"');
    },
  );

  it('can be left behind half-way, which is no error', async () => {
    await recount([{ user: 'ada' }]);
    const { items } = await list();
    let stopped = () => {};
    const isStopped = new Promise<void>(resolve => {
      stopped = resolve;
    });
    function* endless() {
      try {
        for (;;) {
          yield items[0];
        }
      } finally {
        stopped();
      }
    }
    jest
      .spyOn(CountedUserStore.prototype, 'all')
      .mockReturnValueOnce(endless() as never);
    const download = get(backend.get('/usage/users.csv').url, {
      headers: { Authorization: mockCredentials.user.header() },
    });
    await once(download, 'response');
    download.destroy();
    await isStopped;
    const exports = await until(
      async () =>
        backend.audit.filter(({ eventId }) => eventId === 'users-export'),
      ({ length }) => length > 0,
    );
    expect(exports).toEqual([expect.objectContaining({ status: 'succeeded' })]);
    expect(backend.logs.join('\n')).not.toContain('Unexpected');
  });

  it('are those of one count, whatever is counted meanwhile', async () => {
    const lists = ['a', 'b'].map(name =>
      Array.from({ length: name === 'a' ? 300 : 450 }, (_, index) => ({
        user: `${name}-${String(index).padStart(3, '0')}`,
        displayName: name,
      })),
    );
    const names = lists.map(users => users.map(({ user }) => user));
    await recount(lists[0]);
    // As another replica does, which waits for nobody.
    const store = new UserCountStore(new Database(backend.knex));
    let isOver = false;
    const counting = (async () => {
      for (let time = 1; time <= 20; time += 1) {
        const users = lists[time % 2];
        const seen = await store.get('test');
        const attempt = await store.begin('test', seen, 60_000);
        for (const some of chunks(users)) {
          await store.add(attempt!, some, 60_000);
        }
        await store.publish(attempt!, () => ({
          settled: true,
          pause: 60_000,
        }));
      }
    })().finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const [page, found, { text }] = await Promise.all([
        list('?limit=500'),
        list('?limit=2&offset=200&search=-'),
        backend.get('/usage/users.csv').expect(200),
      ]);
      expect(names).toContainEqual(
        page.items.map(({ user }: { user: string }) => user),
      );
      expect(page.totalItems).toBe(page.activeUsers);
      expect(page.totalItems).toBe(page.items.length);
      expect(found.totalItems).toBe(found.activeUsers);
      const rows: { User: string }[] = parse(text, {
        bom: true,
        columns: true,
      });
      expect(names).toContainEqual(rows.map(({ User }) => User));
    }
    await counting;
    expect(await backend.knex('license_users')).toHaveLength(300);
  });

  it('tells who would free a slot with a shorter window, and changes nothing', async () => {
    await recount([
      { user: 'today', lastSeenAt: ago(0) },
      { user: 'week', lastSeenAt: ago(7.001) },
      { user: 'almost', lastSeenAt: ago(6.999) },
      { user: 'month', lastSeenAt: ago(29) },
      { user: 'unknown' },
    ]);
    const { body } = await backend.get('/usage/reclaim?days=7').expect(200);
    expect(body).toMatchObject({
      days: 7,
      activeUsers: 5,
      remainingUsers: 3,
      neverSeen: 1,
      totalItems: 2,
    });
    expect(body.items.map(({ user }: { user: string }) => user)).toEqual([
      'month',
      'week',
    ]);
    const page = await backend.get('/usage/reclaim?days=7&limit=1&offset=1');
    expect(page.body.items).toEqual([
      expect.objectContaining({ user: 'week' }),
    ]);
    expect((await list()).totalItems).toBe(5);
  });

  it('says why nobody can be reclaimed where nobody was ever seen', async () => {
    await recount([{ user: 'ada' }]);
    const { body } = await backend.get('/usage/reclaim?days=7').expect(409);
    expect(body.error.message).toContain('auth-backend-module-license');
    await recount([]);
    const empty = await backend.get('/usage/reclaim?days=7').expect(200);
    expect(empty.body).toMatchObject({ totalItems: 0, activeUsers: 0 });
  });

  it('knows by the sign-ins when others were seen', async () => {
    await recount([
      { user: 'user:default/ada' },
      { user: 'user:default/bob', lastSeenAt: ago(1) },
    ]);
    await backend.knex('license_sign_ins').insert([
      { user_ref: 'user:default/ada', last_at: ago(20).toISOString() },
      { user_ref: 'user:default/bob', last_at: ago(20).toISOString() },
    ]);
    const { body } = await backend.get('/usage/reclaim?days=10').expect(200);
    expect(body.items).toEqual([
      expect.objectContaining({ user: 'user:default/ada' }),
    ]);
  });
});
