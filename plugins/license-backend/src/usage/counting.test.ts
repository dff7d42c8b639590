import { mockServices } from '@backstage/backend-test-utils';
import { ActiveUser } from '@thetasecure/backstage-plugin-license-node';
import { Knex } from 'knex';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { ageCounts } from '../__testUtils__/TestUsers';
import { until } from '../__testUtils__/until';
import { connectDatabase } from '../database/connectDatabase';
import { Database } from '../database/Database';
import { ActiveUsers } from './ActiveUsers';
import { UserCountStore } from './UserCountStore';

jest.setTimeout(30_000);

/** What is believed at once. */
const judge = () => ({ settled: true, pause: 15_000 });

const people = (count: number): ActiveUser[] =>
  Array.from({ length: count }, (_, index) => ({ user: `user-${index}` }));

describeOnDatabases('counting', newDatabase => {
  let knex: Knex;
  let store: UserCountStore;
  /** Numbers that were told for the history. */
  let told: number[];
  /** How many users the source names each time; the last one from then on. */
  let answers: number[];
  let asked: number;
  /** What the source waits for. */
  let gate: Promise<void>;

  /** One process. */
  const replica = (itsStore = store) =>
    new ActiveUsers({
      sourceId: 'test',
      sources: [
        {
          id: 'test',
          rule: 'Testers',
          async *users() {
            await gate;
            const count = answers[Math.min(asked, answers.length - 1)];
            asked += 1;
            yield people(count);
          },
        },
      ],
      store: itsStore,
      logger: mockServices.logger.mock(),
      onCount: async users => {
        told.push(users);
      },
    });
  const closed = () => {
    let open = () => {};
    gate = new Promise(resolve => {
      open = resolve;
    });
    return open;
  };
  const never = new AbortController().signal;

  beforeEach(async () => {
    knex = await newDatabase();
    await connectDatabase(
      mockServices.database.mock({ getClient: async () => knex }),
    );
    store = new UserCountStore(new Database(knex));
    told = [];
    asked = 0;
    gate = Promise.resolve();
  });

  it('is over at the first answer of a portal that is settled', async () => {
    answers = [12];
    expect(await replica().current()).toMatchObject({
      users: 12,
      usage: { stale: false },
    });
    expect(asked).toBe(2);
    expect(told).toEqual([12]);
    // Also for others, and after the next start.
    expect((await replica().current()).users).toBe(12);
    expect(asked).toBe(2);
  });

  it.each([
    [[0, 38, 68, 68], 68],
    [[0, 0], 0],
  ])('goes on while the catalog is loading: %j', async (numbers, last) => {
    answers = numbers;
    const active = replica();
    const seen: unknown[] = [];
    const first = active.current();
    const isCounted = async (times: number, users: number) =>
      until(
        () => store.get('test'),
        value => asked > times && value?.last?.users === users,
      );
    for (const [index, number] of numbers.slice(0, -1).entries()) {
      const count = await isCounted(index, number);
      seen.push(replica().describe(count));
      await ageCounts(knex);
    }
    expect(seen).toEqual(
      numbers.slice(0, -1).map(users => ({
        users,
        usage: expect.objectContaining({
          stale: true,
          reason: expect.stringMatching(/^Counting/),
        }),
      })),
    );
    expect(await first).toMatchObject({
      users: last,
      usage: { stale: false },
    });
    expect(told).toEqual([last]);
  });

  it('shows no number before the first one', async () => {
    expect(replica().describe(undefined)).toEqual({
      users: null,
      usage: {
        source: 'test',
        rule: 'Testers',
        countedAt: null,
        stale: true,
        reason: expect.stringMatching(/^Counting/),
      },
    });
  });

  it('believes each number once it was settled, also of another replica', async () => {
    answers = [12, 12, 20];
    await replica().current();
    await ageCounts(knex);
    expect(await replica().current()).toMatchObject({
      users: 20,
      usage: { stale: false },
    });
    expect(asked).toBe(3);
    expect(told).toEqual([12, 20]);
  });

  it('takes a source that is slow for what it is, and counts on', async () => {
    answers = [12, 13];
    const clock = jest.spyOn(performance, 'now');
    let time = 0;
    clock.mockImplementation(() => {
      time += 1_000.3;
      return time;
    });
    const active = replica();
    await active.count(never);
    await until(
      () => store.get('test'),
      count => count!.settled && count!.last?.users === 13,
    );
    clock.mockRestore();
    expect((await store.get('test'))!.dueIn).toBeGreaterThan(15_000);
  });

  it('is shared by all who wait, who look one at a time', async () => {
    answers = [12];
    const itsStore = new UserCountStore(new Database(knex));
    const get = itsStore.get.bind(itsStore);
    let looking = 0;
    const most: number[] = [];
    jest.spyOn(itsStore, 'get').mockImplementation(async source => {
      looking += 1;
      most.push(looking);
      const count = await get(source);
      looking -= 1;
      return count;
    });
    // Another replica counts.
    const open = closed();
    const other = replica();
    const counted = other.current();
    await until(
      () => store.get('test'),
      count => count !== undefined,
    );
    const active = replica(itsStore);
    const first = active.current();
    await until(
      async () => most.length,
      looks => looks > 1,
    );
    const waiting = Array.from({ length: 20 }, () => active.current());
    open();
    for (const { users } of await Promise.all([counted, first, ...waiting])) {
      expect(users).toBe(12);
    }
    expect(Math.max(...most)).toBe(1);
    expect(asked).toBe(2);
  });

  it('is not ended by somebody who waits no more', async () => {
    answers = [12];
    const open = closed();
    const active = replica();
    const impatient = new AbortController();
    const given = active.count(impatient.signal);
    const begun = async () => store.get('test');
    await until(begun, count => count !== undefined);
    const waiting = active.current();
    impatient.abort();
    await expect(given).rejects.toThrow('aborted');
    open();
    expect(await waiting).toMatchObject({ users: 12, usage: { stale: false } });
  });

  it('is given up by a replica that another one took over from', async () => {
    answers = [12, 12];
    const open = closed();
    const slow = replica().current();
    await until(
      () => store.get('test'),
      count => count !== undefined,
    );
    const given = (await store.get('test'))!;
    const taken = await store.begin('test', given, 15_000);
    await store.add(taken!, people(3), 15_000);
    expect(await store.publish(taken!, judge)).toEqual({
      users: 3,
      settled: true,
    });
    open();
    expect((await slow).users).toBe(3);

    const late = { source: 'test', attempt: given.attempt };
    expect(await store.begin('test', given, 15_000)).toBeUndefined();
    expect(await store.add(late, people(9), 15_000)).toBe(false);
    expect(await store.publish(late, judge)).toBeUndefined();
    await store.recordFailure(late, 'Too late', 15_000);
    const count = (await store.get('test'))!;
    expect(replica().describe(count)).toMatchObject({
      users: 3,
      usage: { stale: false },
    });
  });

  it('keeps what each attempt was told, and since when a user counts', async () => {
    const count = async (...users: ActiveUser[]) => {
      const counting = await store.begin(
        'test',
        await store.get('test'),
        15_000,
      );
      await store.add(counting!, users, 15_000);
      return counting!;
    };
    const since = new Date('2026-01-01T00:00:00.000Z');
    const first = await count({ user: 'ada', displayName: 'Ada', since });
    await store.publish(first, judge);
    const second = await count({ user: 'ada', displayName: 'Countess' });
    const rows = () => knex('license_users').select('display_name', 'since');
    expect(await rows().where('attempt', first.attempt)).toEqual([
      { display_name: 'Ada', since: since.toISOString() },
    ]);
    await store.publish(second, judge);
    expect(await rows()).toEqual([
      { display_name: 'Countess', since: since.toISOString() },
    ]);
  });
});
