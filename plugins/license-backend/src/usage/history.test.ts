import { JsonObject } from '@backstage/types';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { ageCounts, TestUsers } from '../__testUtils__/TestUsers';
import { until } from '../__testUtils__/until';
import { day, Vendor } from '../__testUtils__/Vendor';

// The scheduler looks for work every five seconds.
jest.setTimeout(30_000);

describeOnDatabases('the history', newDatabase => {
  let backend: StartedBackend;
  let source: TestUsers;
  let vendor: Vendor;

  const start = (knex = backend.knex, license: JsonObject = {}) =>
    startLicenseBackend({
      knex,
      license: {
        ...source.config,
        trustedKeys: { keys: [vendor.publicJwk as never] },
        // Nothing happens by itself while a test looks.
        schedule: {
          usage: { frequency: { trigger: 'manual' }, timeout: 'PT1M' },
        },
        ...license,
      },
      features: [source.module],
    });
  const history = async (query = '') =>
    (await backend.get(`/usage${query}`).expect(200)).body.items;
  const count = async (users: number) => {
    source.setCount(users);
    await ageCounts(backend.knex);
    await backend.get('/overview').expect(200);
  };

  beforeEach(async () => {
    source = new TestUsers();
    vendor = await Vendor.create();
    backend = await start(await newDatabase());
  });
  afterEach(async () => backend.stop());

  it('has one row a day: the last count, the highest one, the seats', async () => {
    await backend
      .post('/licenses', await vendor.issue({ maxUsers: 100 }))
      .expect(201);
    for (const users of [3, 9, 4]) {
      await count(users);
    }
    expect(await history()).toEqual([
      { date: day(0), activeUsers: 4, peakUsers: 9, capacity: 100 },
    ]);
  });

  it('shows 0 users and 0 licenses as 0', async () => {
    await count(0);
    expect(await history()).toEqual([
      { date: day(0), activeUsers: 0, peakUsers: 0, capacity: 0 },
    ]);
  });

  it('leaves a day out on which nobody could be counted', async () => {
    source.fail('The directory is closed');
    await backend.get('/overview').expect(200);
    expect(await history()).toEqual([]);
  });

  it('loses no peak to another replica', async () => {
    const other = await start();
    await count(5);
    const counts = [30, 10, 20, 40, 15];
    for (const [index, users] of counts.entries()) {
      source.setCount(users);
      await ageCounts(backend.knex);
      await (index % 2 ? other : backend).get('/overview').expect(200);
    }
    await other.stop();
    expect(await history()).toEqual([
      expect.objectContaining({ activeUsers: 15, peakUsers: 40 }),
    ]);
  });

  it.each(['active_users', 'peak_users', 'capacity'])(
    'passes over a day whose %s cannot have been counted',
    async column => {
      await count(1);
      await backend.knex('license_usage_days').insert({
        date: day(-1),
        active_users: 1,
        peak_users: 1,
        capacity: 1,
        [column]: -1,
      });
      const items = await history();
      expect(items.map(({ date }: { date: string }) => date)).toEqual([day(0)]);
    },
  );

  it('is written by the scheduler though nobody looks', async () => {
    await backend.stop();
    source.setCount(7);
    backend = await start(await newDatabase(), { schedule: {} });
    const rows = await until(
      async () => backend.knex('license_usage_days'),
      ({ length }) => length > 0,
    );
    expect(rows).toEqual([expect.objectContaining({ active_users: 7 })]);
  });

  it('keeps its days for as long as configured', async () => {
    await backend.stop();
    backend = await start(backend.knex, { usage: { retention: 'P10D' } });
    await backend.knex('license_usage_days').insert(
      [-11, -10, -1].map(days => ({
        date: day(days),
        active_users: 1,
        peak_users: 1,
        capacity: 1,
      })),
    );
    await count(2);
    const dates = (await history()).map(({ date }: { date: string }) => date);
    expect(dates).toEqual([day(-10), day(-1), day(0)]);
  });

  describe('of some days', () => {
    beforeEach(async () => {
      await count(1);
      await backend.knex('license_usage_days').insert(
        [-200, -91, -90, -2, -1].map(days => ({
          date: day(days),
          active_users: 1,
          peak_users: 1,
          capacity: 1,
        })),
      );
    });

    it.each<[string, string, number[]]>([
      ['', '', [-90, -2, -1, 0]],
      ['from', `?from=${day(-91)}`, [-91, -90, -2, -1, 0]],
      ['to', `?to=${day(-1)}`, [-91, -90, -2, -1]],
      ['from and to', `?from=${day(-200)}&to=${day(-2)}`, [-200, -91, -90, -2]],
      ['one day', `?from=${day(-2)}&to=${day(-2)}`, [-2]],
      ['days to come', `?from=${day(1)}&to=${day(9)}`, []],
    ])('has both ends: %s', async (_, query, expected) => {
      const items = await history(query);
      expect(items.map(({ date }: { date: string }) => date)).toEqual(
        expected.map(day),
      );
    });
  });

  it.each([
    [`${day(1)}T23:59:59.999Z`, day(1)],
    [`${day(2)}T00:00:00.000Z`, day(2)],
    ['2028-02-29T23:59:59.999Z', '2028-02-29'],
    ['2028-03-01T00:00:00.000Z', '2028-03-01'],
  ])('puts a count at %s on the day %s in UTC', async (instant, date) => {
    jest.spyOn(Date, 'now').mockReturnValue(Date.parse(instant));
    try {
      await count(1);
      const rows = await backend.knex('license_usage_days');
      expect(rows).toEqual([expect.objectContaining({ date })]);
    } finally {
      jest.restoreAllMocks();
    }
  });
});
