import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { sha256 } from '../ledger/Sealer';
import { Vendor, minutesFromNow } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';

jest.setTimeout(60_000);

describeOnDatabases('what comes from files and configuration', newDatabase => {
  let portal: WatchedPortal;
  let vendor: Vendor;
  let folder: string;

  const path = (name: string) => join(folder, name);
  const write = (name: string, text: string) => writeFile(path(name), text);
  const keysOf = (...vendors: Vendor[]) => ({
    trustedKeys: { keys: vendors.map(({ publicJwk }) => publicJwk as never) },
  });

  beforeEach(async () => {
    vendor = await Vendor.create('vendor-1');
    folder = await mkdtemp(join(tmpdir(), 'license-sources-'));
  });
  afterEach(async () => {
    await portal.backend.stop();
    await rm(folder, { recursive: true });
  });

  async function expectOne(type: string, subject: string, severity: string) {
    expect(await portal.scan()).toBe(1);
    expect(await portal.scan()).toBe(0);
    const events = await portal.events();
    expect(events).toEqual([
      expect.objectContaining({ type, subject, severity, active: true }),
    ]);
    return events[0];
  }

  async function expectQuiet() {
    expect(await portal.scan()).toBe(0);
    expect(await portal.events()).toEqual([]);
    expect(await portal.criticalEvents()).toBe(0);
  }

  describe('a trusted key', () => {
    it('makes an event when it is added, until somebody answers for it', async () => {
      const knex = await newDatabase();
      portal = await WatchedPortal.start({ knex, vendor });
      await expectQuiet();
      const other = await Vendor.create('vendor-2');
      portal = await portal.restart(keysOf(vendor, other));
      const { id } = await expectOne(
        'trusted_key_added',
        'key:vendor-2',
        'critical',
      );
      expect(await portal.acknowledge(id)).toMatchObject({ active: false });
      await expectQuiet();
      // Another key under the same name is another key.
      portal = await portal.restart(
        keysOf(vendor, await Vendor.create('vendor-2')),
      );
      await expectOne('trusted_key_added', 'key:vendor-2', 'critical');
    });

    it('makes an event that closes when the key is gone again', async () => {
      portal = await WatchedPortal.start({ knex: await newDatabase(), vendor });
      await expectQuiet();
      const other = await Vendor.create('vendor-2');
      portal = await portal.restart(keysOf(vendor, other));
      const { id } = await expectOne(
        'trusted_key_added',
        'key:vendor-2',
        'critical',
      );
      portal = await portal.restart(keysOf(vendor));
      expect(await portal.scan()).toBe(0);
      expect(await portal.events()).toEqual([
        expect.objectContaining({ id, active: false }),
      ]);
      await portal.acknowledge(id);
      await expectQuiet();
      // It accepted nothing.
      portal = await portal.restart(keysOf(vendor, other));
      await expectOne('trusted_key_added', 'key:vendor-2', 'critical');
    });

    it('is no event while none was trusted before', async () => {
      portal = await WatchedPortal.start({
        knex: await newDatabase(),
        vendor,
        license: keysOf(),
      });
      await expectQuiet();
      portal = await portal.restart(keysOf(vendor));
      await expectQuiet();
    });

    it('makes a warning when it is taken away from installed licenses', async () => {
      portal = await WatchedPortal.start({ knex: await newDatabase(), vendor });
      await portal.upload(await vendor.issue());
      await portal.upload(await vendor.issue());
      await expectQuiet();
      portal = await portal.restart(keysOf(await Vendor.create('vendor-2')));
      expect(await portal.scan()).toBe(2);
      expect(await portal.scan()).toBe(0);
      const events = await portal.events();
      expect(events).toContainEqual(
        expect.objectContaining({
          type: 'key_untrusted',
          subject: 'key:vendor-1',
          severity: 'warning',
          message: expect.stringContaining('2 installed licenses'),
        }),
      );
      expect(await portal.capacity()).toBe(0);
      for (const { id } of events) {
        expect(await portal.acknowledge(id)).toMatchObject({ active: false });
      }
      await expectQuiet();
      portal = await portal.restart(keysOf(vendor));
      await expectQuiet();
      expect(await portal.capacity()).toBe(200);
    });
  });

  describe('a license file', () => {
    let file: string;

    beforeEach(async () => {
      file = await vendor.issue({ licenseId: 'LIC-F' });
      await write('f.json', file);
      portal = await WatchedPortal.start({
        knex: await newDatabase(),
        vendor,
        license: { files: [folder], ...keysOf(vendor) },
      });
    });

    const invalid = ['file_invalid', 'file:f.json', 'critical'] as const;
    it('changed to one that does not verify makes an event, until it is put back', async () => {
      await write('f.json', file.replace('"maxUsers": 100', '"maxUsers": 900'));
      const { id } = await expectOne(...invalid);
      expect(await portal.acknowledge(id)).toMatchObject({ active: true });
      expect(await portal.scan()).toBe(0);
      expect(await portal.criticalEvents()).toBe(1);
      await write('f.json', file);
      await expectQuiet();
      expect(await portal.capacity()).toBe(100);
    });

    it('that was added while nothing ran is known from the start', async () => {
      await portal.backend.stop();
      await write('h.json', await vendor.issue({ licenseId: 'LIC-H' }));
      portal = await portal.restart();
      await write('h.json', '{}');
      await expectOne('file_invalid', 'file:h.json', 'critical');
    });

    it('changed while nothing ran makes an event too', async () => {
      await portal.backend.stop();
      await write('f.json', '{}');
      portal = await portal.restart();
      await expectOne(...invalid);
    });

    it('of a newer version is no event, and one that never verified neither', async () => {
      await expectQuiet();
      await write(
        'f.json',
        await vendor.issue({
          licenseId: 'LIC-F',
          issuedAt: minutesFromNow(-1),
        }),
      );
      await expectQuiet();
      await write('g.json', 'not a license');
      await expectQuiet();
    });

    it('counts on where a later version was put into the database, which can be deleted', async () => {
      const later = await vendor.issue({
        licenseId: 'LIC-F',
        maxUsers: 900,
        issuedAt: minutesFromNow(-1),
      });
      await portal
        .knex('license_documents')
        .insert({ digest: sha256(later), document: later });
      const { id } = await expectOne(
        'document_unknown',
        `document:${sha256(later)}`,
        'critical',
      );
      expect(await portal.capacity()).toBe(100);
      await portal.delete('LIC-F');
      await portal.acknowledge(id);
      await expectQuiet();
      expect(await portal.capacity()).toBe(100);
    });

    it('that is gone makes a warning, until it is back or accepted', async () => {
      await rm(path('f.json'));
      const { id } = await expectOne('file_gone', 'file:f.json', 'warning');
      await write('f.json', file);
      expect(await portal.scan()).toBe(0);
      await portal.acknowledge(id);
      await expectQuiet();
      await rm(path('f.json'));
      const again = await expectOne('file_gone', 'file:f.json', 'warning');
      expect(await portal.acknowledge(again.id)).toMatchObject({
        active: false,
      });
      await expectQuiet();
    });
  });

  describe('a revoked license', () => {
    const revoked = ['revoked_installed', 'license:LIC-A', 'critical'] as const;
    let file: string;

    beforeEach(async () => {
      portal = await WatchedPortal.start({
        knex: await newDatabase(),
        vendor,
        license: {
          revocations: { files: [path('revoked.json')] },
          ...keysOf(vendor),
        },
      });
      file = await vendor.issue({ licenseId: 'LIC-A' });
      await portal.upload(file);
      await expectQuiet();
    });

    const refresh = () => portal.backend.post('/refresh').expect(200);
    const checks = async () =>
      (await portal.backend.get('/licenses/LIC-A').expect(200)).body.checks;

    it('counts for nothing, says why, and makes an event', async () => {
      await write('revoked.json', await vendor.revoke(7, ['LIC-A']));
      await refresh();
      expect(await portal.capacity()).toBe(0);
      expect(await checks()).toContainEqual(
        expect.objectContaining({
          code: 'revocation',
          status: 'fail',
          message: expect.stringContaining('Refunded'),
        }),
      );
      const { id } = await expectOne(...revoked);
      await portal.delete('LIC-A');
      await portal.acknowledge(id);
      await expectQuiet();
      const { body } = await portal.backend.post('/licenses', file).expect(400);
      expect(body.error.message).toContain('"revocation"');
    });

    it('makes no further event once it is accepted that it is installed', async () => {
      await portal.backend
        .post('/revocations', await vendor.revoke(7, ['LIC-A']))
        .expect(201);
      const { id } = await expectOne(...revoked);
      expect(await portal.acknowledge(id)).toMatchObject({ active: false });
      await expectQuiet();
      expect(await portal.capacity()).toBe(0);
    });

    it('stays revoked when the file is gone, or an older one is there', async () => {
      await write('revoked.json', await vendor.revoke(7, ['LIC-A']));
      await refresh();
      await rm(path('revoked.json'));
      portal = await portal.restart();
      expect(await portal.capacity()).toBe(0);
      await write('revoked.json', await vendor.revoke(6, []));
      await refresh();
      expect(await portal.capacity()).toBe(0);
      await write('revoked.json', await vendor.revoke(8, []));
      await refresh();
      expect(await portal.capacity()).toBe(100);
    });

    it('stays revoked where the list is cut off from the ledger', async () => {
      await portal.backend
        .post('/revocations', await vendor.revoke(7, ['LIC-A']))
        .expect(201);
      expect(await portal.capacity()).toBe(0);
      await portal.knex('license_ledger').where('kind', 'revocations').delete();
      // It is put back with what the scan found.
      expect(await portal.scan()).toBe(2);
      expect(await portal.capacity()).toBe(0);
      for (const { id } of await portal.events()) {
        await portal.acknowledge(id);
      }
      portal = await portal.restart();
      expect(await portal.capacity()).toBe(0);
      await expectQuiet();
    });

    it('that is edited as well is told as edited only', async () => {
      await portal.backend
        .post('/revocations', await vendor.revoke(7, ['LIC-A']))
        .expect(201);
      await portal.knex('license_documents').update({ document: '{}' });
      await expectOne('document_edited', 'license:LIC-A', 'critical');
    });
  });
});
