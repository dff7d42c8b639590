import { Knex } from 'knex';
import { until } from '../__testUtils__/until';
import {
  describeOnSingleConnections,
  Gate,
  recorded,
  replicaOn,
} from './__testUtils__/Replica';

// A lease is renewed every five seconds.
jest.setTimeout(30_000);

describeOnSingleConnections('runs by several', newDatabase => {
  let knex: Knex;
  let gate: Gate;
  let a: ReturnType<typeof replicaOn>;
  let b: ReturnType<typeof replicaOn>;

  const lockOf = () => knex('license_locks').where({ kind: 'validation' });
  const begun = (count: number) =>
    until(
      async () => gate.begun.length,
      length => length === count,
    );
  /** Waits until callers have looked at the lock, and wait. */
  const looked = async (replica = a, times = 1) => {
    const look = jest.spyOn(replica.lock, 'look');
    await until(
      async () => look.mock.calls.length,
      count => count > times,
    );
    look.mockRestore();
  };

  beforeEach(async () => {
    knex = await newDatabase();
    gate = new Gate();
    a = replicaOn(knex, gate.work);
    b = replicaOn(knex, gate.work);
  });
  afterEach(() => gate.open());

  it('are one at a time, and one more for all who came meanwhile', async () => {
    const first = a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    await begun(1);
    const others = [
      a.coordinator.run({ trigger: 'manual', triggeredBy: 'user:default/a' }),
      a.coordinator.run({ trigger: 'refresh', triggeredBy: 'user:default/a' }),
      b.coordinator.run({ trigger: 'manual', triggeredBy: 'user:default/b' }),
      b.coordinator.run({
        trigger: 'schedule',
        signal: new AbortController().signal,
      }),
    ];
    await Promise.all([looked(a, 2), looked(b, 2)]);
    expect(gate.begun).toHaveLength(1);
    gate.open();
    const ids = (await Promise.all(others)).map(finished => finished!.id);
    expect(new Set(ids).size).toBe(1);
    expect(ids).not.toContain((await first)!.id);
    expect(gate.begun).toHaveLength(2);
    expect(await recorded(knex)).toHaveLength(2);
  });

  it('are no older than who asked for one', async () => {
    gate.open();
    const ids = [];
    for (const { coordinator } of [a, b, a]) {
      ids.push(
        (await coordinator.run({
          trigger: 'manual',
          triggeredBy: 'user:default/a',
        }))!.id,
      );
    }
    expect(new Set(ids).size).toBe(3);
  });

  it('end for whoever aborts, and go on for the others', async () => {
    const scheduled = new AbortController();
    const first = a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    await begun(1);
    const dropped = a.coordinator.run({
      trigger: 'schedule',
      signal: scheduled.signal,
    });
    const waiting = a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/b',
    });
    await looked(a, 2);
    scheduled.abort(new Error('Timed out'));
    await expect(dropped).rejects.toThrow('Timed out');
    gate.open();
    expect((await waiting)!.run.triggeredBy).toBe('user:default/b');
    await first;
  });

  it('go on for those who share one whose first caller aborts', async () => {
    const scheduled = new AbortController();
    const acquire = jest.spyOn(a.lock, 'acquire').mockResolvedValue(undefined);
    let takeIt!: () => void;
    acquire.mockImplementationOnce(async () => {
      await new Promise<void>(resolve => {
        takeIt = resolve;
      });
      return b.lock.acquire();
    });
    const dropped = a.coordinator.run({
      trigger: 'schedule',
      signal: scheduled.signal,
    });
    await until(
      async () => acquire.mock.calls.length,
      count => count === 1,
    );
    const manual = a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/b',
    });
    await until(
      async () => acquire.mock.calls.length,
      count => count > 1,
    );
    takeIt();
    await begun(1);
    scheduled.abort(new Error('Timed out'));
    await expect(dropped).rejects.toThrow('Timed out');
    expect(gate.begun[0].aborted).toBe(false);
    gate.open();
    expect((await manual)!.run.trigger).toBe('schedule');
    expect(gate.begun).toHaveLength(1);
  });

  it('end if nobody wants them any more', async () => {
    const scheduled = new AbortController();
    const dropped = a.coordinator.run({
      trigger: 'schedule',
      signal: scheduled.signal,
    });
    await begun(1);
    scheduled.abort(new Error('Timed out'));
    await expect(dropped).rejects.toThrow('Timed out');
    expect(gate.begun[0].aborted).toBe(true);
    gate.open();
    await a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    expect(await recorded(knex)).toHaveLength(1);
  });

  it('tell everybody that they failed, and the next one runs', async () => {
    const failing = replicaOn(knex, async () => {
      throw new Error('It did not work');
    });
    await expect(
      failing.coordinator.run({
        trigger: 'manual',
        triggeredBy: 'user:default/a',
      }),
    ).rejects.toThrow('It did not work');
    gate.open();
    await a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    expect(await recorded(knex)).toHaveLength(1);
  });

  it('end when their lock is lost, and count for nothing', async () => {
    const lost = a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    lost.catch(() => {});
    await begun(1);
    await lockOf().update({ holder: 'other' });
    await until(async () => gate.begun[0].aborted, Boolean);
    await expect(lost).rejects.toThrow('The lock of the validation was lost');
    await lockOf().update({ expires_at: 0 });
    gate.open();
    await b.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/b',
    });
    expect(await recorded(knex)).toEqual([
      expect.objectContaining({ triggeredBy: 'user:default/b' }),
    ]);
  });

  it('count for nothing if their lock was lost before they noticed', async () => {
    const lost = a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    await begun(1);
    await lockOf().update({ holder: 'other' });
    gate.open();
    await expect(lost).rejects.toThrow('The lock of the validation was lost');
    expect(await recorded(knex)).toEqual([]);
  });

  it('keep their lock while they last', async () => {
    const long = a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    await begun(1);
    const [{ expires_at: before }] = await lockOf();
    await until(lockOf, ([{ expires_at }]) => expires_at > before);
    gate.open();
    await long;
    expect(await a.lock.look()).toMatchObject({ isHeld: false });
  });

  it.each([
    ['ends when none of ours would', { expires_at: '9223372036854775807' }],
    ['ended with its replica', { expires_at: 1 }],
    ['is of another kind', { kind: 'other' }],
  ])('are not held up by a lock that %s', async (_, change) => {
    gate.open();
    await a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    await lockOf().update(change);
    expect(await a.lock.look()).toMatchObject({ isHeld: false });
    await a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    await lockOf().delete();
    await a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    expect(await recorded(knex)).toHaveLength(3);
  });

  it('wait for a lock that another replica holds', async () => {
    const holder = await b.lock.acquire();
    expect(await a.lock.acquire()).toBeUndefined();
    expect(await a.lock.renew('somebody else')).toBe(false);
    const waiting = a.coordinator.run({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
    });
    await looked(a, 2);
    expect(gate.begun).toEqual([]);
    await b.lock.release(holder!);
    gate.open();
    await waiting;
  });

  it('go on after a caller has waited for long, and tell the log that they failed', async () => {
    const impatient = a.service(0);
    expect(await impatient.runNow('user:default/a')).toEqual({ running: true });
    await begun(1);
    expect(await impatient.status(0)).toMatchObject({ running: true });
    await lockOf().update({ holder: 'other' });
    gate.open();
    await until(
      async () => a.logger.error.mock.calls,
      ({ length }) => length > 0,
    );
    expect(a.logger.error).toHaveBeenCalledWith(
      'A validation by hand failed: The lock of the validation was lost',
    );
  });

  it('are told to a caller that waited', async () => {
    gate.open();
    expect(await a.service().runNow('user:default/a')).toMatchObject({
      trigger: 'manual',
      triggeredBy: 'user:default/a',
      checked: 1,
    });
    expect(await a.service().refresh('user:default/a')).toMatchObject({
      run: { trigger: 'refresh' },
    });
  });
});
