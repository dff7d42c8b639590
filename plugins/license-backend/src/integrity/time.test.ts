import {
  describeOnDatabases,
  SECRET,
} from '../__testUtils__/startLicenseBackend';
import { day, Vendor } from '../__testUtils__/Vendor';
import { BY_HAND, WatchedPortal } from '../__testUtils__/WatchedPortal';
import { Database } from '../database/Database';
import { Sealer } from '../ledger/Sealer';
import { RunStore } from '../runs/RunStore';

jest.setTimeout(60_000);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describeOnDatabases('the time of a deployment', newDatabase => {
  let portal: WatchedPortal;
  let vendor: Vendor;
  const realNow = Date.now.bind(Date);

  /** Sets the clock of this machine, as far as the plugin asks it. */
  const setClock = (offset: number) => {
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + offset);
  };
  const evaluatedAt = async () => {
    const { body } = await portal.backend.get('/overview').expect(200);
    return Date.parse(body.evaluatedAt);
  };
  const one = (type: string, severity: string) => [
    expect.objectContaining({ type, subject: 'clock', severity, active: true }),
  ];
  async function expectQuiet() {
    expect(await portal.scan()).toBe(0);
    expect(await portal.events()).toEqual([]);
  }

  beforeEach(async () => {
    vendor = await Vendor.create();
    portal = await WatchedPortal.start({ knex: await newDatabase(), vendor });
    await portal.upload(
      await vendor.issue({ validUntil: day(1), gracePeriodDays: 0 }),
    );
    await portal.scan();
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await portal.backend.stop();
  });

  it('never runs back, and an alarm says that the clock does', async () => {
    setClock(20 * DAY);
    await portal.scan();
    expect(await portal.capacity()).toBe(0);
    // Back to when the license was in force: it does not count again.
    setClock(0);
    expect(await portal.capacity()).toBe(0);
    expect(await evaluatedAt()).toBeGreaterThan(realNow() + 19 * DAY);
    expect(await portal.scan()).toBe(1);
    expect(await portal.scan()).toBe(0);
    expect(await portal.events()).toEqual(one('clock_back', 'critical'));
    // Nor after a restart, nor with the mark of the runs taken out of the database.
    portal = await portal.restart();
    expect(await portal.capacity()).toBe(0);
  });

  it('is kept by the ledger also where the mark of the runs is taken away', async () => {
    setClock(20 * DAY);
    await portal.scan();
    await portal.upload(await vendor.issue());
    setClock(0);
    await portal.knex('license_mark').delete();
    portal = await portal.restart();
    expect(await evaluatedAt()).toBeGreaterThan(realNow() + 19 * DAY);
  });

  it('is not moved by an edit of the mark of the runs', async () => {
    const [{ content }] = await portal.knex('license_mark');
    await portal.knex('license_mark').update({
      content: JSON.stringify({
        ...JSON.parse(content),
        at: realNow() + 20 * DAY,
      }),
    });
    expect(await portal.capacity()).toBe(100);
    expect(await evaluatedAt()).toBeLessThan(realNow() + MINUTE);
    expect(await portal.scan()).toBe(1);
    const [{ id, ...event }] = await portal.events();
    expect(event).toMatchObject({
      type: 'record_edited',
      severity: 'critical',
    });
    await portal.scan();
    await portal.acknowledge(id);
    expect(await portal.capacity()).toBe(100);
    await expectQuiet();
  });

  it('goes on from the present clock once that is acknowledged', async () => {
    setClock(20 * DAY);
    await portal.scan();
    setClock(0);
    await portal.scan();
    const [{ id }] = await portal.events();
    expect(await portal.acknowledge(id)).toMatchObject({ active: false });
    expect(await portal.capacity()).toBe(100);
    expect(await evaluatedAt()).toBeLessThan(realNow() + MINUTE);
    await expectQuiet();
    portal = await portal.restart();
    expect(await portal.capacity()).toBe(100);
    await expectQuiet();
  });

  it('takes no notice of a clock that is less than an hour behind', async () => {
    setClock(-59 * MINUTE);
    await expectQuiet();
    setClock(-61 * MINUTE);
    expect(await portal.scan()).toBe(1);
    expect(await portal.events()).toEqual(one('clock_back', 'critical'));
  });

  it('follows a leap of over 30 days only after a second scan', async () => {
    setClock(31 * DAY);
    expect(await portal.scan()).toBe(1);
    expect(await portal.events()).toEqual(one('clock_forward', 'warning'));
    expect(await portal.criticalEvents()).toBe(0);
    // What happens meanwhile does not move it either.
    await portal.backend.post('/security/validation').expect(200);
    await portal.upload(await vendor.issue({ validUntil: day(100) }));
    setClock(0);
    expect(await evaluatedAt()).toBeLessThan(realNow() + MINUTE);

    setClock(31 * DAY);
    expect(await portal.scan()).toBe(0);
    setClock(0);
    expect(await evaluatedAt()).toBeGreaterThan(realNow() + 30 * DAY);
  });

  it('follows a leap at once that somebody answers for', async () => {
    setClock(31 * DAY);
    await portal.scan();
    const [{ id }] = await portal.events();
    expect(await portal.acknowledge(id)).toMatchObject({ active: false });
    setClock(0);
    expect(await evaluatedAt()).toBeGreaterThan(realNow() + 30 * DAY);
  });

  it('has no leap in 30 days without a scan, and no gap in 30 days by hand', async () => {
    setClock(30 * DAY - HOUR);
    await expectQuiet();
  });
});

describeOnDatabases('missed scans', newDatabase => {
  const every = (minutes: number) => ({
    ...BY_HAND,
    integrityScan: { frequency: { minutes }, timeout: { minutes: 5 } },
  });
  const ago = (minutes: number) =>
    new Date(Date.now() - minutes * MINUTE).toISOString();

  it.each([
    [29, 0],
    [32, 1],
  ])(
    'after %d minutes without one at every 10 make %d events',
    async (minutes, count) => {
      const vendor = await Vendor.create();
      const portal = await WatchedPortal.start({
        knex: await newDatabase(),
        vendor,
        license: {
          trustedKeys: { keys: [vendor.publicJwk as never] },
          schedule: every(10),
        },
      });
      // The scheduler's own first one is over, and the next is far off.
      await portal.scan();
      await portal.knex('license_runs').delete();
      const sealer = new Sealer([SECRET]);
      const at = ago(minutes);
      const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.parse(at));
      await new RunStore(new Database(portal.knex), sealer).add(
        'integrity-scan',
        { id: 'a-run', startedAt: at, trigger: 'schedule' },
        { checked: 0, failed: 0, sequence: 1 },
      );
      clock.mockRestore();
      expect(await portal.scan()).toBe(count);
      expect(await portal.scan()).toBe(0);
      const events = await portal.events();
      expect(events).toHaveLength(count);
      for (const { id, ...event } of events) {
        expect(event).toMatchObject({
          type: 'scans_missed',
          severity: 'warning',
          active: false,
        });
        await portal.acknowledge(id);
      }
      expect(await portal.events()).toEqual([]);
      await portal.backend.stop();
    },
  );
});
