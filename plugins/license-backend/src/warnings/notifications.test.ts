import notificationsPlugin from '@backstage/plugin-notifications-backend';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { TestUsers } from '../__testUtils__/TestUsers';
import { until } from '../__testUtils__/until';
import { day, Vendor } from '../__testUtils__/Vendor';

// The scheduler looks for work every five seconds.
jest.setTimeout(60_000);

const RECEIVERS = { notifications: { receivers: ['user:default/mock'] } };
const TASKS = '/.backstage/scheduler/v1/tasks';

describeOnDatabases('with the notifications plugin', newDatabase => {
  let backends: StartedBackend[];
  let vendor: Vendor;
  let source: TestUsers;
  let knex: Knex;
  let notifications: Knex;

  const start = async (
    license: JsonObject = RECEIVERS,
    features = [notificationsPlugin],
  ) => {
    const backend = await startLicenseBackend({
      knex,
      databases: { notifications },
      config: { app: { baseUrl: 'http://localhost:3000' } },
      license: {
        ...source.config,
        trustedKeys: { keys: [vendor.publicJwk as never] },
        // Nothing happens by itself while a test looks.
        schedule: {
          usage: { frequency: { trigger: 'manual' }, timeout: 'PT1M' },
        },
        ...license,
      },
      features: [source.module, ...features],
    });
    backends.push(backend);
    return backend;
  };
  const install = async (backend: StartedBackend, changes: JsonObject) =>
    backend.post('/licenses', await vendor.issue(changes)).expect(201);

  /** Lets the scheduler count users and notify, and waits until it has. */
  const runTask = async (backend: StartedBackend) => {
    // Its time is told in whole seconds on SQLite, so two runs can have the same.
    await knex('backstage_backend_tasks__tasks')
      .where('id', 'license-usage')
      .update({ last_run_ended_at: null });
    await backend.post(`${TASKS}/license-usage/trigger`).expect(200);
    const { lastRunError } = await until(
      async () => {
        const { body } = await backend.get(TASKS).expect(200);
        return body.tasks.find(
          ({ taskId }: { taskId: string }) => taskId === 'license-usage',
        ).taskState;
      },
      ({ lastRunEndedAt }) => lastRunEndedAt,
    );
    expect(lastRunError).toBeUndefined();
  };
  /** What the receiver finds, by scope. */
  const received = async () => {
    const rows = await notifications('notification').orderBy('created');
    expect(rows.every(({ user }) => user === 'user:default/mock')).toBe(true);
    return rows.map(({ scope }) => scope);
  };

  beforeEach(async () => {
    backends = [];
    vendor = await Vendor.create();
    source = new TestUsers();
    source.setCount(63);
    knex = await newDatabase();
    notifications = await newDatabase();
  });
  afterEach(async () => {
    await Promise.all(backends.map(backend => backend.stop()));
  });

  it('receivers are told once, also by the next process', async () => {
    const backend = await start();
    await install(backend, { validUntil: day(10), maxUsers: 70 });
    await runTask(backend);
    expect(await received()).toEqual([
      'utilization:90',
      `coverage_ends:${day(11)}:14`,
    ]);
    expect(await notifications('notification').first()).toMatchObject({
      origin: 'plugin:license',
      title: 'At least 90 % of the license slots are in use',
      link: '/license/overview',
      topic: 'license',
      read: null,
    });
    await notifications('notification').update({ read: new Date() });

    await backend.stop();
    backends = [];
    const next = await start();
    await runTask(next);
    expect(await notifications('notification').whereNull('read')).toEqual([]);
    expect(await received()).toHaveLength(2);
    expect(next.logs.join('\n')).not.toContain('Nobody was told');
  });

  it('nobody is told of the end of a license that a renewal follows', async () => {
    const backend = await start();
    await install(backend, { validUntil: day(3) });
    await install(backend, { validFrom: day(4) });
    await runTask(backend);
    expect(await received()).toEqual([]);
    expect(await knex('license_warnings')).toEqual([]);
  });

  it('nobody is told without receivers, and those who come later are', async () => {
    const backend = await start({});
    await install(backend, { validUntil: day(-1), gracePeriodDays: 5 });
    await runTask(backend);
    expect(await received()).toEqual([]);
    expect(await knex('license_warnings')).toEqual([]);

    await backend.stop();
    backends = [];
    await runTask(await start());
    expect(await received()).toEqual([`grace_begins:${day(0)}`]);
  });

  it('the page works without the plugin, and what holds is told once it is there', async () => {
    const backend = await start(RECEIVERS, []);
    await install(backend, { validUntil: day(-1), gracePeriodDays: 5 });
    await runTask(backend);
    expect(
      backend.logs.filter(line => line.includes('Nobody was told')),
    ).toEqual([
      expect.stringMatching(/404.*license\.notifications\.receivers/),
    ]);
    expect((await backend.get('/coverage').expect(200)).body.warnings).toEqual([
      { type: 'grace_begins', date: day(0) },
    ]);
    await backend.get('/overview').expect(200);

    await backend.stop();
    backends = [];
    await knex('license_warnings').update({
      attempted_at: '2026-01-01T00:00:00.000Z',
    });
    // By now the grace is over too; that it had begun is no news any more.
    await runTask(await start({ ...RECEIVERS, maxGracePeriodDays: 0 }));
    expect(await received()).toEqual([`grace_ends:${day(0)}`]);
  });

  it('two replicas tell once', async () => {
    const replicas = [await start(), await start()];
    await install(replicas[0], { validUntil: day(6) });
    await Promise.all(replicas.map(runTask));
    await runTask(replicas[1]);
    expect(await received()).toEqual([`coverage_ends:${day(7)}:7`]);
  });
});
