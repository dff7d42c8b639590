import { setImmediate } from 'node:timers/promises';
import { Steps } from './Steps';
import { WorkQueue } from './WorkQueue';

/** A turn is over after each step: the clock says that each took a second. */
function makeStepsLong() {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => {
    now += 1000;
    return now;
  });
}

/** The rounds that the event loop has made since this was called. */
function countRounds() {
  const rounds = { count: 0, stop: false };
  const next = async () => {
    while (!rounds.stop) {
      await setImmediate();
      rounds.count += 1;
    }
  };
  next();
  return rounds;
}

const LENGTH = 5;

function* work(name: string, log: string[]): Steps<string> {
  for (let step = 1; step <= LENGTH; step += 1) {
    log.push(`${name}${step}`);
    yield;
  }
  return name;
}

describe('WorkQueue', () => {
  beforeEach(makeStepsLong);
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('does one work after the other, in the order it was given them', async () => {
    const queue = new WorkQueue();
    const log: string[] = [];
    const results = await Promise.all([
      queue.run(work('a', log)),
      queue.run(work('b', log)),
    ]);
    expect(results).toEqual(['a', 'b']);
    expect(log.join(' ')).toBe('a1 a2 a3 a4 a5 b1 b2 b3 b4 b5');
  });

  it('lets others have a turn after each of its own', async () => {
    const rounds = countRounds();
    await new WorkQueue().run(work('a', []));
    rounds.stop = true;
    expect(rounds.count).toBeGreaterThanOrEqual(LENGTH);
  });

  it('takes one turn in each round, however many queues there are', async () => {
    const rounds = countRounds();
    const seen: number[] = [];
    function* look(): Steps<void> {
      for (let step = 0; step < LENGTH; step += 1) {
        seen.push(rounds.count);
        yield;
      }
    }
    await Promise.all([1, 2, 3].map(() => new WorkQueue().run(look())));
    rounds.stop = true;
    expect(seen).toHaveLength(3 * LENGTH);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('takes turns with other queues', async () => {
    const log: string[] = [];
    await Promise.all([
      new WorkQueue().run(work('a', log)),
      new WorkQueue().run(work('b', log)),
    ]);
    expect(log.join(' ')).toBe('a1 b1 a2 b2 a3 b3 a4 b4 a5 b5');
  });

  it('does several short steps in a turn', async () => {
    jest.spyOn(performance, 'now').mockReturnValue(0);
    const rounds = countRounds();
    await new WorkQueue().run(work('a', []));
    rounds.stop = true;
    expect(rounds.count).toBeLessThan(LENGTH);
  });

  it('throws what a work throws, and goes on with the next', async () => {
    const queue = new WorkQueue();
    // eslint-disable-next-line require-yield
    function* fail(): Steps<never> {
      throw new Error('broken');
    }
    const failed = queue.run(fail());
    const next = queue.run(work('a', []));
    await expect(failed).rejects.toThrow('broken');
    await expect(next).resolves.toBe('a');
  });
});
