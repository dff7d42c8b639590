import { Knex } from 'knex';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { Vendor } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';

jest.setTimeout(60_000);

describeOnDatabases('an alarm', newDatabase => {
  let portal: WatchedPortal;
  let vendor: Vendor;
  /** Of an alarm that nobody answered for, and of one that somebody did. */
  let open: string;
  let closed: string;

  const edit = (licenseId: string, by: string) =>
    portal
      .knex('licenses')
      .where({ license_id: licenseId })
      .update({ installed_by: by });

  beforeEach(async () => {
    vendor = await Vendor.create();
    portal = await WatchedPortal.start({ knex: await newDatabase(), vendor });
    await portal.upload(await vendor.issue({ licenseId: 'LIC-A' }));
    await portal.upload(await vendor.issue({ licenseId: 'LIC-B' }));
    await edit('LIC-A', 'somebody');
    await portal.scan();
    closed = (await portal.events())[0].id;
    await portal.acknowledge(closed);
    await edit('LIC-B', 'somebody');
    await portal.scan();
    open = (await portal.events())[0].id;
  });
  afterEach(async () => portal.backend.stop());

  const event = (id: string) => portal.knex('license_events').where({ id });
  it.each<[string, () => Promise<unknown>, () => string]>([
    ['deleted', () => event(open).delete(), () => open],
    ['deleted once closed', () => event(closed).delete(), () => closed],
    [
      'given another message',
      () => event(open).update({ message: 'Nothing' }),
      () => open,
    ],
    [
      'made a warning',
      () => event(open).update({ severity: 'warning' }),
      () => open,
    ],
    [
      'said to be over',
      () => event(open).update({ active: false }),
      () => open,
    ],
    [
      'acknowledged behind the API',
      () =>
        event(open).update({
          acknowledged_at: '2026-01-01T00:00:00.000Z',
          acknowledged_by: 'user:default/admin',
          note: 'Fine',
          active: false,
        }),
      () => open,
    ],
    [
      'left without its acknowledgement',
      () =>
        event(closed).update({
          acknowledged_at: null,
          acknowledged_by: null,
          note: null,
        }),
      () => closed,
    ],
    [
      'left with another note',
      () => event(closed).update({ note: 'Other' }),
      () => closed,
    ],
    [
      'left with somebody else who acknowledged it',
      () => event(closed).update({ acknowledged_by: 'user:default/b' }),
      () => closed,
    ],
    [
      'dated back',
      () => event(open).update({ first_seen_at: '2026-01-01T00:00:00.000Z' }),
      () => open,
    ],
  ])('%s is restored, and makes an event of its own', async (_, change, id) => {
    const before = await portal.events('all');
    await change();
    expect(await portal.scan()).toBe(1);
    expect(await portal.scan()).toBe(0);

    const restored = (await portal.events('all')).filter(
      ({ type }) => type !== 'event_removed',
    );
    const timeless = (events: typeof before) =>
      events.map(({ lastSeenAt: _seen, ...rest }) => rest);
    expect(timeless(restored)).toEqual(timeless(before));
    const [raised] = (await portal.events()).filter(
      ({ type }) => type === 'event_removed',
    );
    expect(raised).toMatchObject({
      subject: `event:${id()}`,
      severity: 'critical',
      active: false,
    });
    expect(await portal.criticalEvents()).toBe(2);

    await portal.acknowledge(raised.id);
    await portal.acknowledge(open);
    expect(await portal.criticalEvents()).toBe(0);
    expect(await portal.scan()).toBe(0);
  });

  it('deleted before somebody acknowledges another one is missed all the same', async () => {
    portal = await portal.restart({
      trustedKeys: {
        keys: [
          vendor.publicJwk as never,
          (await Vendor.create('vendor-2')).publicJwk as never,
        ],
      },
    });
    await portal.scan();
    const [added] = (await portal.events()).filter(
      ({ type }) => type === 'trusted_key_added',
    );
    await event(open).delete();
    expect(await portal.acknowledge(added.id)).toMatchObject({ active: false });
    expect(await portal.scan()).toBe(1);
    expect(await portal.events()).toContainEqual(
      expect.objectContaining({
        type: 'event_removed',
        subject: `event:${open}`,
      }),
    );
  });

  it('put in by somebody else is taken out, and makes an event', async () => {
    const [row] = await event(open);
    const id = 'a0000000-0000-4000-8000-000000000000';
    await portal.knex('license_events').insert({ ...row, id });
    expect(await portal.scan()).toBe(1);
    const all = await portal.events('all');
    expect(all.map(found => found.id)).not.toContain(id);
    expect(all).toContainEqual(
      expect.objectContaining({
        type: 'event_removed',
        subject: `event:${id}`,
      }),
    );
    expect(await portal.scan()).toBe(0);
  });

  it('that was accepted is raised again by new evidence', async () => {
    await edit('LIC-A', 'somebody else');
    expect(await portal.scan()).toBe(1);
    expect(await portal.events()).toContainEqual(
      expect.objectContaining({
        type: 'column_differs',
        subject: 'license:LIC-A',
      }),
    );
  });

  it('whose condition is gone accepts nothing when it is acknowledged', async () => {
    await portal.upload(
      // What was installed, which repairs it.
      JSON.stringify(
        JSON.parse(
          (
            await portal.knex('licenses').where({ license_id: 'LIC-B' })
          )[0].document,
        ),
      ),
      200,
    );
    expect(await portal.acknowledge(open)).toMatchObject({ active: false });
    await edit('LIC-B', 'somebody');
    expect(await portal.scan()).toBe(1);
  });

  it('is one, however often its condition changes before anybody looks', async () => {
    await edit('LIC-B', 'a third');
    expect(await portal.scan()).toBe(0);
    expect(await portal.events()).toHaveLength(1);
  });

  it('raised again for an edited document after it was acknowledged, once there is new evidence', async () => {
    const write = (text: string) =>
      portal
        .knex('licenses')
        .where({ license_id: 'LIC-A' })
        .update({ document: text });
    await write('{}');
    expect(await portal.scan()).toBe(1);
    const [{ id }] = (await portal.events()).filter(
      ({ type }) => type === 'document_edited',
    );
    expect(await portal.acknowledge(id)).toMatchObject({ active: true });
    expect(await portal.scan()).toBe(0);
    await write('{"other":1}');
    expect(await portal.scan()).toBe(1);
    expect(await portal.scan()).toBe(0);
  });
});

describeOnDatabases('a clean database', newDatabase => {
  it('stays clean through scans, restarts, replicas and secrets', async () => {
    const vendor = await Vendor.create();
    const knex: Knex = await newDatabase();
    const secrets = (...names: string[]) => ({
      integrity: { keys: names.map(secret => ({ secret })) },
    });
    let portal = await WatchedPortal.start({
      knex,
      vendor,
      license: secrets('first'),
    });
    const file = await vendor.issue({ licenseId: 'LIC-A' });
    await portal.upload(file);
    const expectQuiet = async (one: WatchedPortal) => {
      expect(await one.scan()).toBe(0);
      expect(await one.scan()).toBe(0);
      expect(await one.events('all')).toEqual([]);
      expect(await one.capacity()).toBe(100);
    };
    await expectQuiet(portal);

    // The new secret first; a replica that does not have it yet goes on beside.
    const behind = await WatchedPortal.start({
      knex,
      vendor,
      license: secrets('first'),
    });
    const { license } = { license: secrets('second', 'first') };
    portal = await portal.restart(license);
    await expectQuiet(portal);
    await expectQuiet(behind);
    await portal.delete('LIC-A');
    await behind.upload(file);
    await expectQuiet(portal);
    await expectQuiet(behind);
    await behind.backend.stop();
    portal = await portal.restart(license);
    await expectQuiet(portal);

    // Once everything is under the new secret, the former one can go.
    portal = await portal.restart(secrets('second'));
    await expectQuiet(portal);
    await portal.delete('LIC-A');
    await portal.upload(file);
    await expectQuiet(portal);
    await portal.backend.stop();
  });
});
