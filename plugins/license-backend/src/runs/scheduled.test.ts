import { Knex } from 'knex';
import { until } from '../__testUtils__/until';
import {
  describeOnSingleConnections,
  Gate,
  recorded,
  startReplica,
} from './__testUtils__/Replica';

// The scheduler looks for work every five seconds.
jest.setTimeout(60_000);

const MINUTE = 60_000;
const TASKS = 'backstage_backend_tasks__tasks';

describeOnSingleConnections('scheduled runs', newDatabase => {
  let knex: Knex;
  let gate: Gate;
  let replica: Awaited<ReturnType<typeof startReplica>>;
  let startedAt: number;

  const start = async (
    frequency: Parameters<typeof startReplica>[1]['frequency'] = {
      minutes: 60,
    },
  ) => {
    replica = await startReplica(knex, { work: gate.work, frequency });
  };
  const status = async () => replica.runs.status(startedAt);
  const task = async () =>
    knex(TASKS).where('id', 'license-validation').first();
  /** As the scheduler stores it, the start of the task; PostgreSQL takes a date, SQLite a text. */
  const startAt = async (instant: number) =>
    knex(TASKS).update({
      next_run_start_at: knex.client.config.client.includes('sqlite')
        ? new Date(instant).toISOString().slice(0, 19).replace('T', ' ')
        : new Date(instant),
    });
  const startOf = ({ next_run_start_at: at }: { next_run_start_at: unknown }) =>
    new Date(at instanceof Date ? at : `${at}Z`).getTime();
  /** Waits until the scheduler has run the task, and moved its start. */
  const settled = () =>
    until(
      task,
      row => row.current_run_ticket === null && startOf(row) > Date.now(),
    );
  const triggers = async () =>
    (await recorded(knex)).map(({ trigger }) => trigger);

  beforeEach(async () => {
    startedAt = Date.now();
    knex = await newDatabase();
    gate = new Gate();
    gate.open();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await replica.stop();
  });

  it('begin at once, and tell when the next one does', async () => {
    await start();
    await settled();
    const { last, next, ...others } = await status();
    expect(last).toMatchObject({ trigger: 'schedule', checked: 1, failed: 0 });
    expect(others).toEqual({
      interval: 'PT60M',
      overdue: false,
      running: false,
    });
    const ahead = Date.parse(next!) - startedAt;
    expect(ahead).toBeGreaterThan(59 * MINUTE);
    expect(ahead).toBeLessThan(62 * MINUTE);
    expect(replica.audit).toEqual([{ eventId: 'validation', meta: last }]);
  });

  it('do nothing after a run by hand, which moves the next one', async () => {
    await start();
    await settled();
    await startAt(Date.now() + 30 * MINUTE);
    const run = await replica.runs.runNow('user:default/a');
    const { last, next } = await status();
    expect(last).toEqual(run);
    expect(Date.parse(next!)).toBeGreaterThan(Date.now() + 59 * MINUTE);
    const moved = startOf(await settled());
    expect(moved).toBeGreaterThan(Date.now() + 59 * MINUTE);
    expect(await triggers()).toEqual(['schedule', 'manual']);
    expect(replica.audit).toHaveLength(1);
  });

  it('do nothing if the work they start for is done by hand meanwhile', async () => {
    await start();
    await settled();
    gate.close();
    const byHand = replica.runs.runNow('user:default/a');
    await until(
      async () => gate.begun.length,
      length => length === 2,
    );
    await startAt(Date.now() - MINUTE);
    const scheduled = replica.startTask();
    gate.open();
    await Promise.all([byHand, scheduled]);
    await settled();
    expect(await triggers()).toEqual(['schedule', 'manual']);
  });

  it('do nothing where another replica did it', async () => {
    await start();
    await settled();
    // Both saw that it is due; the other one has moved its start since.
    await replica.startTask();
    expect(await triggers()).toEqual(['schedule']);
  });

  it('do nothing where a replica did it that died before it moved the start', async () => {
    await start();
    const due = startOf(await task());
    await settled();
    await startAt(due);
    await replica.startTask();
    expect(await triggers()).toEqual(['schedule']);
    await startAt(due - MINUTE);
    await replica.startTask();
    expect(await triggers()).toEqual(['schedule', 'schedule']);
  });

  it('tell the scheduler and the auditor that they failed', async () => {
    await start();
    await settled();
    await knex.schema.dropTable('license_runs');
    await startAt(Date.now() - MINUTE);
    const { last_run_error_json: error } = await until(
      task,
      ({ last_run_error_json: json }) => json !== null,
    );
    expect(error).toContain('The database did not carry out a statement');
    expect(error).not.toContain('insert');
    expect(replica.audit).toContainEqual({
      eventId: 'validation',
      error: expect.objectContaining({ name: 'DatabaseError' }),
    });
  });

  it('are overdue after three intervals without one that finished', async () => {
    await start();
    await settled();
    const { last } = await status();
    const late = Date.parse(last!.finishedAt) + 180 * MINUTE + 10_000;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(late);
    expect((await status()).overdue).toBe(false);
    clock.mockReturnValue(late + 1);
    expect((await status()).overdue).toBe(true);
  });

  it('are overdue after three intervals from the first start if none finished', async () => {
    gate.close();
    await start();
    startedAt = Date.now() - 180 * MINUTE;
    expect((await status()).overdue).toBe(false);
    startedAt -= MINUTE;
    expect((await status()).overdue).toBe(true);
  });

  it.each([
    ['far ahead', Date.parse('2999-01-01')],
    ['too far ahead for three intervals', Date.now() + 200 * MINUTE],
  ])('are overdue at once if somebody moves the next one %s', async (_, at) => {
    await start();
    await settled();
    expect((await status()).overdue).toBe(false);
    await startAt(at);
    expect((await status()).overdue).toBe(true);
  });

  it('are overdue at once if somebody makes the next one no time at all', async () => {
    await start();
    await settled();
    await knex(TASKS).update({ next_run_start_at: 'infinity' });
    expect(await status()).toMatchObject({ overdue: true, next: null });
  });

  it('are told on the hour of a cron expression', async () => {
    await start({ cron: '0 */6 * * *' });
    await replica.runs.runNow('user:default/a');
    const { interval, next, overdue } = await status();
    expect(interval).toBe('PT6H');
    expect(next).toMatch(/T(00|06|12|18):00:0\d/);
    expect(overdue).toBe(false);
  });

  it('are never overdue if there are none', async () => {
    await start({ trigger: 'manual' });
    startedAt = 0;
    expect(await status()).toEqual({
      last: null,
      running: false,
      overdue: false,
      interval: null,
      next: null,
    });
  });
});
