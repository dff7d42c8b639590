import { Knex } from 'knex';
import { Database } from '../database/Database';
import { toInstant } from '../database/instants';
import { RunRow } from '../database/tables';
import { Sealer } from '../ledger/Sealer';
import { describeOnSingleConnections, SECRET } from './__testUtils__/Replica';
import { RunResult, RunStore } from './RunStore';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const contentOf = (checked: number) =>
  JSON.stringify({
    finishedAt: toInstant(Date.now()),
    trigger: 'schedule',
    checked,
    failed: 0,
    sequence: 1,
  });

describeOnSingleConnections('runs on record', newDatabase => {
  const sealer = new Sealer([SECRET]);
  let knex: Knex;
  let store: RunStore;
  let added = 0;

  beforeEach(async () => {
    knex = await newDatabase();
    store = new RunStore(new Database(knex), sealer);
  });
  afterEach(() => jest.restoreAllMocks());

  /** @param ago - how long ago it began and finished, in milliseconds */
  const add = async (
    ago: number,
    result: Partial<RunResult> = {},
    target = store,
  ) => {
    const at = Date.now() - ago;
    const clock = jest.spyOn(Date, 'now').mockReturnValue(at);
    added += 1;
    const id = `run-${added}`;
    await target.add(
      'validation',
      { id, startedAt: toInstant(at), trigger: 'schedule' },
      { checked: 2, failed: 0, sequence: 7, ...result },
    );
    clock.mockRestore();
    return id;
  };
  const last = async () => (await store.lastFinished('validation'))?.id;
  const ids = async () => (await knex('license_runs')).map(({ id }) => id);

  /** Puts a row there as somebody does who may have the secret, or not. */
  const forge = async (row: Partial<RunRow>, secret?: string) => {
    const forged = {
      id: 'forged',
      kind: 'validation',
      started_at: toInstant(Date.now()),
      content: contentOf(1),
      kept_until: toInstant(Date.now()),
      ...row,
    };
    const { id, kind, started_at, content } = forged;
    const text = JSON.stringify([id, kind, started_at, content]);
    await knex('license_runs').insert({
      seal: secret
        ? new Sealer([secret]).sealRecord(text)
        : `${sealer.keyId}:00`,
      ...forged,
    });
  };

  it('tell what they found, and who wanted them', async () => {
    const startedAt = toInstant(Date.now());
    const finished = await store.add(
      'validation',
      { id: 'a', startedAt, trigger: 'manual', triggeredBy: 'user:default/a' },
      { checked: 2, failed: 1, changed: ['LIC-A'], sequence: 7 },
    );
    expect(finished).toEqual({
      id: 'a',
      run: {
        startedAt,
        finishedAt: expect.stringMatching(/Z$/),
        trigger: 'manual',
        triggeredBy: 'user:default/a',
        checked: 2,
        failed: 1,
      },
      changed: ['LIC-A'],
      sequence: 7,
    });
    expect(await store.lastFinished('validation')).toEqual(finished);
    expect(await store.find('validation', 'a')).toEqual(finished);
    expect(await store.lastFinished('integrity-scan')).toBeUndefined();
  });

  it.each([
    ['began at another time', { started_at: '2026-01-02T00:00:00.000Z' }],
    ['are of another kind', { kind: 'integrity-scan' }],
    ['have another name', { id: 'other' }],
    ['found something else', { content: contentOf(9) }],
    ['have another seal', { seal: 'sealed' }],
  ])('are passed over and reported if they %s', async (_, change) => {
    const earlier = await add(2 * MINUTE);
    const id = await add(MINUTE);
    expect(await store.edited()).toEqual([]);
    await knex('license_runs').where({ id }).update(change);
    expect(await last()).toBe(earlier);
    expect(await store.lastFinished('integrity-scan')).toBeUndefined();
    expect(await store.edited()).toEqual([
      expect.objectContaining('id' in change ? change : { id }),
    ]);
  });

  it.each([
    ['no JSON', { content: '{' }],
    ['no run', { content: '[]' }],
    ['no time of its end', { content: '{"finishedAt":"soon"}' }],
    ['no time of its begin', { started_at: 'zzz' }],
  ])('are passed over and reported if there is %s', async (_, row) => {
    const id = await add(MINUTE);
    await forge(row, SECRET);
    expect(await last()).toBe(id);
    expect(await store.find('validation', 'forged')).toBeUndefined();
    expect(await store.edited()).toEqual([
      { id: 'forged', kind: 'validation' },
    ]);
  });

  it('are passed over, and nothing else, under another secret', async () => {
    const id = await add(MINUTE);
    await forge({}, 'another secret');
    expect(await last()).toBe(id);
    expect(await store.edited()).toEqual([]);
  });

  it('did not happen if they are ahead of the clock', async () => {
    const id = await add(MINUTE);
    await add(-2 * DAY);
    expect(await last()).toBe(id);
    expect(await store.edited()).toEqual([]);
    const ahead = await add(-MINUTE);
    expect(await last()).toBe(ahead);
  });

  it('are found behind any number of forged ones', async () => {
    const id = await add(MINUTE);
    const eventful = await add(2 * MINUTE, { failed: 1 });
    for (let index = 0; index < 450; index += 1) {
      await forge({
        id: `forged-${index}`,
        started_at: toInstant(Date.now() + MINUTE),
      });
    }
    expect(await last()).toBe(id);
    const newest = await add(0);
    expect(await last()).toBe(newest);
    expect(await ids()).toEqual(expect.arrayContaining([id, eventful, newest]));
    expect(await store.edited()).toHaveLength(450);
  });

  it('are kept if they are among the last hundred, or found something of late', async () => {
    const found = await add(89 * DAY, { failed: 1 });
    const changed = await add(89 * DAY, { changed: ['LIC-A'] });
    const long = await add(91 * DAY, { failed: 1 });
    const nothing = await add(DAY, { changed: [] });
    const kept = [];
    for (let index = 99; index > 0; index -= 1) {
      kept.push(await add(index * MINUTE));
    }
    expect(await ids()).toContain(nothing);
    kept.push(await add(0));
    expect((await ids()).sort()).toEqual([found, changed, ...kept].sort());
    expect(await ids()).not.toContain(long);
  });

  it('tell where the ledger ended, also when the clock went back', async () => {
    await add(MINUTE, { sequence: 3 });
    await add(-2 * DAY, { sequence: 5 });
    const seen = await store.seen();
    expect(seen.map(({ sequence }) => sequence).sort()).toEqual([3, 5]);
    expect(
      Math.max(...seen.map(({ finishedAt }) => finishedAt)),
    ).toBeGreaterThan(Date.now() + DAY);
  });

  it('tell nothing of times ahead that anybody could have written', async () => {
    const unsealed = new RunStore(new Database(knex), new Sealer([]));
    await add(MINUTE, { sequence: 3 }, unsealed);
    await add(-2 * DAY, { sequence: 5 }, unsealed);
    expect((await unsealed.seen()).map(({ sequence }) => sequence)).toEqual([
      3,
    ]);
  });
});
