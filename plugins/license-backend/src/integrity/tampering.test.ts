import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import {
  CUTS,
  Files,
  Tampering,
  TAMPERINGS,
} from '../__testUtils__/tamperings';
import { Vendor, minutesFromNow } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';

jest.setTimeout(60_000);

describeOnDatabases('an integrity scan', newDatabase => {
  let portal: WatchedPortal;
  let files: Files;

  beforeEach(async () => {
    const vendor = await Vendor.create();
    const issue = (licenseId: string, changes = {}) =>
      vendor.issue({ licenseId, ...changes });
    files = {
      a: await issue('LIC-A'),
      laterA: await issue('LIC-A', {
        maxUsers: 300,
        issuedAt: minutesFromNow(-1),
      }),
      b: await issue('LIC-B'),
      formerB: await issue('LIC-B', {
        maxUsers: 50,
        issuedAt: minutesFromNow(-90),
      }),
      deleted: await issue('LIC-D'),
      stranger: await issue('LIC-S'),
      next: await issue('LIC-N'),
    };
    portal = await WatchedPortal.start({ knex: await newDatabase(), vendor });
    await portal.upload(files.a);
    await portal.upload(files.formerB);
    await portal.upload(files.b);
    await portal.upload(files.deleted);
    await portal.delete('LIC-D');
    await expectClean();
  });
  afterEach(async () => portal.backend.stop());

  async function expectClean() {
    expect(await portal.scan()).toBe(0);
    expect(await portal.capacity()).toBe(200);
  }

  const expectSubject = (actual: string, expected: string) =>
    expect(actual).toMatch(
      expected === 'document:*' ? /^document:[0-9a-f]{64}$/ : expected,
    );

  /** Makes the change, and expects the one event that it makes. */
  async function expectEvent({ type, subject, change }: Tampering) {
    await change(portal.knex, files);
    expect(await portal.scan()).toBe(1);
    expect(await portal.scan()).toBe(0);
    const [event, ...others] = await portal.events();
    expect(others).toEqual([]);
    expect(event).toMatchObject({ type, active: true });
    expectSubject(event.subject, subject);
    expect(event.remedy).not.toBe('');
    expect(await portal.criticalEvents()).toBe(
      event.severity === 'critical' ? 1 : 0,
    );
    return event;
  }

  /** Until a scan has looked, nothing is different. */
  const expectNothingSeen = async () =>
    expect(await portal.capacity()).toBe(200);

  async function expectQuiet() {
    expect(await portal.events()).toEqual([]);
    expect(await portal.criticalEvents()).toBe(0);
    expect(await portal.scan()).toBe(0);
    expect(await portal.scan()).toBe(0);
    expect(await portal.events()).toEqual([]);
  }

  const repairable = TAMPERINGS.filter(({ repair }) => repair);
  it.each(repairable.map(each => [each.name, each] as const))(
    'finds %s, and is quiet once it is repaired and acknowledged',
    async (_, each) => {
      const { id } = await expectEvent(each);
      expect(await portal.capacity()).toBe(each.capacity);
      await each.repair!(portal, files);
      expect(await portal.scan()).toBe(0);
      expect(await portal.events()).toEqual([
        expect.objectContaining({ id, active: false }),
      ]);
      expect(await portal.acknowledge(id)).toMatchObject({ active: false });
      expect(await portal.capacity()).toBe(200);
      await expectQuiet();
    },
  );

  const acceptable = TAMPERINGS.filter(
    ({ accepted }) => accepted !== undefined,
  );
  it.each(acceptable.map(each => [each.name, each] as const))(
    'finds %s, and takes it as the new baseline once it is acknowledged',
    async (_, each) => {
      const { id } = await expectEvent(each);
      expect(await portal.acknowledge(id)).toMatchObject({ active: false });
      expect(await portal.capacity()).toBe(each.accepted);
      await expectQuiet();
      portal = await portal.restart();
      await expectQuiet();
      expect(await portal.capacity()).toBe(each.accepted);
      // Work goes on.
      await portal.upload(files.next);
      await expectQuiet();
    },
  );

  const unacceptable = TAMPERINGS.filter(
    ({ accepted }) => accepted === undefined,
  );
  it.each(unacceptable.map(each => [each.name, each] as const))(
    'finds %s, and keeps the event until it is repaired',
    async (_, each) => {
      const { id } = await expectEvent(each);
      expect(await portal.acknowledge(id)).toMatchObject({ active: true });
      expect(await portal.scan()).toBe(0);
      expect(await portal.criticalEvents()).toBe(1);
      await each.repair!(portal, files);
      await expectQuiet();
    },
  );

  it.each(TAMPERINGS.map(each => [each.name, each] as const))(
    'finds %s also when it was made while nothing ran',
    async (_, each) => {
      await portal.backend.stop();
      await each.change(portal.knex, files);
      portal = await portal.restart();
      expect(await portal.scan()).toBe(1);
      const events = await portal.events();
      expect(events).toEqual([expect.objectContaining({ type: each.type })]);
      expectSubject(events[0].subject, each.subject);
      expect(await portal.capacity()).toBe(each.capacity);
      expect(await portal.scan()).toBe(0);
    },
  );

  describe.each(['while it runs', 'while nothing runs'])('%s', when => {
    it.each(CUTS.map(each => [each.name, each] as const))(
      'finds a ledger with %s, and believes no more than its seals',
      async (_, { change }) => {
        if (when === 'while it runs') {
          await change(portal.knex);
          await expectNothingSeen();
        } else {
          await portal.backend.stop();
          await change(portal.knex);
          portal = await portal.restart();
        }
        expect(await portal.scan()).toBeGreaterThan(0);
        expect(await portal.scan()).toBe(0);
        const events = await portal.events();
        const [damage] = events.filter(({ type }) => type === 'ledger_damaged');
        expect(damage).toMatchObject({ active: true, subject: 'ledger' });
        const capacity = await portal.capacity();
        expect(capacity).toBeLessThanOrEqual(100);

        // Accepting the damage accepts nothing else.
        expect(await portal.acknowledge(damage.id)).toMatchObject({
          active: false,
        });
        expect(await portal.scan()).toBe(0);
        expect(await portal.capacity()).toBe(capacity);
        const left = await portal.events();
        expect(left.map(({ id }) => id).sort()).toEqual(
          events
            .map(({ id }) => id)
            .filter(id => id !== damage.id)
            .sort(),
        );
        for (const { id } of left) {
          expect(await portal.acknowledge(id)).toMatchObject({ active: false });
        }
        await expectQuiet();
        expect(await portal.capacity()).toBe(200);
        portal = await portal.restart();
        await expectQuiet();
        await portal.upload(files.next);
        expect(await portal.capacity()).toBe(300);
        await expectQuiet();
      },
    );
  });

  it('finds that somebody deleted the record of where the ledger ends', async () => {
    await portal.knex('license_mark').delete();
    expect(await portal.capacity()).toBe(200);
    await expectClean();
    portal = await portal.restart();
    await expectClean();
  });
});
