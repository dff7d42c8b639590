import { mockCredentials } from '@backstage/backend-test-utils';
import { Knex } from 'knex';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { minutesFromNow, Vendor } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';
import { sha256 } from '../ledger/Sealer';

jest.setTimeout(60_000);

describeOnDatabases('an alarm', newDatabase => {
  let portal: WatchedPortal;
  let vendor: Vendor;
  let files: Record<'LIC-A' | 'LIC-B', string>;

  const edit = (licenseId: keyof typeof files, text: string) =>
    portal
      .knex('license_documents')
      .where({ digest: sha256(files[licenseId]) })
      .update({ document: text });
  const only = async () => {
    const events = await portal.events();
    expect(events).toHaveLength(1);
    return events[0];
  };

  beforeEach(async () => {
    vendor = await Vendor.create();
    portal = await WatchedPortal.start({ knex: await newDatabase(), vendor });
    files = {
      'LIC-A': await vendor.issue({ licenseId: 'LIC-A' }),
      'LIC-B': await vendor.issue({ licenseId: 'LIC-B' }),
    };
    await portal.upload(files['LIC-A']);
    await portal.upload(files['LIC-B']);
  });
  afterEach(async () => portal.backend.stop());

  it('is one, however often its condition changes before anybody looks', async () => {
    await edit('LIC-A', '{}');
    expect(await portal.scan()).toBe(1);
    const before = await only();
    await edit('LIC-A', '{"another":1}');
    expect(await portal.scan()).toBe(0);
    const after = await only();
    expect(after).toMatchObject({ id: before.id, active: true });
    expect(after.evidence).not.toBe(before.evidence);
  });

  it('is answered for as it was shown, and for nothing else', async () => {
    const rewritten = JSON.stringify(JSON.parse(files['LIC-A']));
    await edit('LIC-A', rewritten);
    await portal.scan();
    const shown = await only();
    // Between showing and acknowledging another genuine document is put there.
    const later = await vendor.issue({
      licenseId: 'LIC-A',
      maxUsers: 900,
      issuedAt: minutesFromNow(-1),
    });
    await edit('LIC-A', later);
    const refused = await portal.acknowledgeAs(shown.id, shown.evidence, 409);
    expect(refused).toMatchObject({ error: { name: 'ConflictError' } });
    await portal.acknowledgeAs(shown.id, 'something else', 409);
    expect(await only()).toMatchObject({ id: shown.id, active: true });
    expect(await portal.capacity()).toBe(100);
    // What is shown after the next scan can be accepted.
    await portal.scan();
    expect(await portal.acknowledge(shown.id)).toMatchObject({ active: false });
    expect(await portal.capacity()).toBe(1000);
    expect(await portal.scan()).toBe(0);
  });

  it('that somebody answered for stays as it is, whatever is sent', async () => {
    await edit('LIC-A', '{}');
    await portal.scan();
    const { id } = await only();
    const answered = await portal.acknowledge(id);
    expect(answered).toMatchObject({ active: true, note: 'Looked into' });
    expect(await portal.acknowledgeAs(id, 'anything')).toEqual(answered);
  });

  it.each([
    ['no note', { evidence: 'x' }],
    ['an empty note', { note: ' ', evidence: 'x' }],
    ['a note that is too long', { note: 'x'.repeat(501), evidence: 'x' }],
    ['no evidence', { note: 'x' }],
    ['evidence that is no text', { note: 'x', evidence: 7 }],
  ])('takes no answer with %s', async (_, answer) => {
    await edit('LIC-A', '{}');
    await portal.scan();
    const { id } = await only();
    await portal.backend
      .post(`/security/events/${id}/acknowledge`)
      .set('Content-Type', 'application/json')
      .send(answer as never)
      .expect(400);
    expect(await only()).not.toHaveProperty('acknowledgedAt');
  });

  it('whose condition is gone accepts nothing when it is acknowledged', async () => {
    await edit('LIC-A', '{}');
    await portal.scan();
    const { id } = await only();
    await edit('LIC-A', files['LIC-A']);
    expect(await portal.acknowledge(id)).toMatchObject({ active: false });
    expect(await portal.capacity()).toBe(200);
    await edit('LIC-A', '{}');
    expect(await portal.scan()).toBe(1);
  });

  it('is raised again by new evidence after it was acknowledged', async () => {
    await edit('LIC-A', '{}');
    expect(await portal.scan()).toBe(1);
    const { id } = await only();
    expect(await portal.acknowledge(id)).toMatchObject({ active: true });
    expect(await portal.scan()).toBe(0);
    await edit('LIC-A', '{"other":1}');
    expect(await portal.scan()).toBe(1);
    expect(await portal.scan()).toBe(0);
  });

  it('says what the last change through the portal was', async () => {
    await edit('LIC-A', '{}');
    await portal.scan();
    const { message, remedy } = await only();
    expect(message).toContain('installed by user:default/mock on');
    expect(remedy).toContain('Upload the original license file');
  });

  it('counts on both replicas alike, and its license on neither', async () => {
    const other = await WatchedPortal.start({ knex: portal.knex, vendor });
    expect(await other.capacity()).toBe(200);
    await edit('LIC-A', '{}');
    await portal.scan();
    expect(await other.capacity()).toBe(100);
    expect(await other.criticalEvents()).toBe(1);
    await other.upload(files['LIC-A'], 200);
    expect(await portal.capacity()).toBe(200);
    await other.backend.stop();
  });

  it('is not acknowledged by a service, whoever has the keys of the portal', async () => {
    await edit('LIC-A', '{}');
    await portal.scan();
    const { id, evidence } = await only();
    await portal.backend
      .post(`/security/events/${id}/acknowledge`)
      .set('Authorization', mockCredentials.service.header())
      .set('Content-Type', 'application/json')
      .send({ note: 'Fine', evidence } as never)
      .expect(403);
    expect(await only()).not.toHaveProperty('acknowledgedAt');
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

    // A secret is rotated in two steps: behind on every replica, then first.
    const behind = await WatchedPortal.start({
      knex,
      vendor,
      license: secrets('first', 'second'),
    });
    portal = await portal.restart(secrets('second', 'first'));
    await expectQuiet(portal);
    await expectQuiet(behind);
    await portal.delete('LIC-A');
    await behind.upload(file);
    await expectQuiet(portal);
    await expectQuiet(behind);
    await behind.backend.stop();
    portal = await portal.restart(secrets('second', 'first'));
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
