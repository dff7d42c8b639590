import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { connectDatabase } from './connectDatabase';
import { storeOn } from '../__testUtils__/storeOn';

const DAY = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 1);

describeOnDatabases('the time mark', newDatabase => {
  let store: ReturnType<typeof storeOn>;
  const mark = async () => (await store.getState()).timeMark;
  const advance = async (now: number, believeLeaps = true) =>
    store.transaction(async tx =>
      tx.advanceTime(now, {
        mark: (await tx.getState()).timeMark,
        believeLeaps,
      }),
    );

  beforeEach(async () => {
    const knex = await newDatabase();
    store = storeOn(await connectDatabase({ getClient: async () => knex }));
  });

  it('follows the clock forward, and never back', async () => {
    await advance(start);
    expect(await mark()).toBe(start);
    await advance(start + DAY);
    expect(await mark()).toBe(start + DAY);
    await advance(start);
    expect(await mark()).toBe(start + DAY);
  });

  it('follows a leap of over 30 days only when it is seen a second time', async () => {
    await advance(start);
    await advance(start + 31 * DAY);
    expect(await mark()).toBe(start);
    await advance(start + 31 * DAY + 1);
    expect(await mark()).toBe(start + 31 * DAY + 1);
  });

  it('forgets a leap that was taken back', async () => {
    await advance(start);
    await advance(start + 400 * DAY);
    await advance(start + 1);
    await advance(start + 400 * DAY);
    expect(await mark()).toBe(start + 1);
  });
});

describeOnDatabases('outcomes', newDatabase => {
  it('tell what is new, other or gone, however many there are', async () => {
    const knex = await newDatabase();
    const store = storeOn(
      await connectDatabase({ getClient: async () => knex }),
    );
    const replace = async (outcomes: ReadonlyMap<string, string>) =>
      store.replaceOutcomes([...outcomes.keys()], subject =>
        outcomes.get(subject),
      );
    const many = Array.from(
      { length: 1450 },
      (_, index) => [`LIC-${index}`, 'active'] as const,
    );
    expect(await replace(new Map(many))).toHaveLength(1450);
    expect(await replace(new Map(many))).toEqual([]);
    expect(
      await replace(new Map([...many.slice(1), ['LIC-7', 'expired']])),
    ).toEqual(['LIC-7', 'LIC-0']);
    expect(
      await replace(new Map([...many.slice(1), ['LIC-7', 'expired']])),
    ).toEqual([]);
  });
});
