import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { connectDatabase } from './connectDatabase';
import { DatabaseLicenseStore } from './DatabaseLicenseStore';

const DAY = 24 * 60 * 60 * 1000;
const start = Date.UTC(2026, 0, 1);

describeOnDatabases('the time mark', newDatabase => {
  let store: DatabaseLicenseStore;
  const mark = async () => (await store.getState()).timeMark;

  beforeEach(async () => {
    const knex = await newDatabase();
    store = DatabaseLicenseStore.create(
      await connectDatabase({ getClient: async () => knex }),
    );
  });

  it('follows the clock forward, and never back', async () => {
    await store.advanceTime(start);
    expect(await mark()).toBe(start);
    await store.advanceTime(start + DAY);
    expect(await mark()).toBe(start + DAY);
    await store.advanceTime(start);
    expect(await mark()).toBe(start + DAY);
  });

  it('follows a leap of over 30 days only when it is seen a second time', async () => {
    await store.advanceTime(start);
    await store.advanceTime(start + 31 * DAY);
    expect(await mark()).toBe(start);
    await store.advanceTime(start + 31 * DAY + 1);
    expect(await mark()).toBe(start + 31 * DAY + 1);
  });

  it('forgets a leap that was taken back', async () => {
    await store.advanceTime(start);
    await store.advanceTime(start + 400 * DAY);
    await store.advanceTime(start + 1);
    await store.advanceTime(start + 400 * DAY);
    expect(await mark()).toBe(start + 1);
  });
});

describeOnDatabases('outcomes', newDatabase => {
  it('tell what is new, other or gone, however many there are', async () => {
    const knex = await newDatabase();
    const store = DatabaseLicenseStore.create(
      await connectDatabase({ getClient: async () => knex }),
    );
    const many = Array.from(
      { length: 450 },
      (_, index) => [`LIC-${index}`, 'active'] as const,
    );
    expect(await store.replaceOutcomes(new Map(many))).toHaveLength(450);
    expect(await store.replaceOutcomes(new Map(many))).toEqual([]);
    expect(
      await store.replaceOutcomes(
        new Map([...many.slice(1), ['LIC-7', 'expired']]),
      ),
    ).toEqual(['LIC-7', 'LIC-0']);
  });
});
