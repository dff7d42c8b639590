import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Knex } from 'knex';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import {
  describeOnDatabases,
  SECRET,
} from '../__testUtils__/startLicenseBackend';
import { backUp, chainAnew, restore } from '../__testUtils__/databaseCopies';
import { storeOn } from '../__testUtils__/storeOn';
import { minutesFromNow, Vendor } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';
import { entryText, sha256 } from './LedgerEntry';
import { LedgerWalk } from './LedgerWalk';
import { Sealer } from './Sealer';

jest.setTimeout(60_000);

describeOnDatabases('the ledger', newDatabase => {
  let portal: WatchedPortal;
  let vendor: Vendor;
  let knex: Knex;

  const start = async (integrity?: object) => {
    portal = await WatchedPortal.start({
      knex,
      vendor,
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        ...(integrity && { integrity: integrity as never }),
      },
    });
  };
  const types = async () =>
    (await portal.events()).map(({ type, active }) => [type, active]);
  async function expectQuiet() {
    expect(await portal.scan()).toBe(0);
    expect(await types()).toEqual([]);
  }

  beforeEach(async () => {
    vendor = await Vendor.create();
    knex = await newDatabase();
  });
  afterEach(async () => portal.backend.stop());

  describe('has a head', () => {
    it('that moves with each change, and with nothing else', async () => {
      await start();
      let last = await portal.checkpoint();
      expect(last).toEqual({
        sequence: expect.any(Number),
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
        recordedAt: expect.stringMatching(/Z$/),
      });
      const hasMoved = async () => {
        const head = await portal.checkpoint();
        const moved = head.sequence > last.sequence;
        expect(head.digest === last.digest).toBe(!moved);
        last = head;
        return moved;
      };
      const file = await vendor.issue({ licenseId: 'LIC-A' });
      await portal.backend.post('/licenses/preview', file).expect(200);
      await portal.backend.get('/licenses').expect(200);
      await portal.backend.post('/licenses', '{}').expect(400);
      await portal.scan();
      await portal.backend.post('/security/validation').expect(200);
      await portal.backend.post('/refresh').expect(200);
      expect(await hasMoved()).toBe(false);

      await portal.upload(file);
      expect(await hasMoved()).toBe(true);
      await portal.upload(file, 200);
      expect(await hasMoved()).toBe(false);
      await portal.upload(
        await vendor.issue({
          licenseId: 'LIC-A',
          issuedAt: minutesFromNow(-1),
        }),
      );
      expect(await hasMoved()).toBe(true);
      await knex('licenses').update({ installed_by: 'x' });
      await portal.scan();
      expect(await hasMoved()).toBe(true);
      await portal.scan();
      expect(await hasMoved()).toBe(false);
      await portal.acknowledge((await portal.events())[0].id);
      expect(await hasMoved()).toBe(true);
      await portal.delete('LIC-A');
      expect(await hasMoved()).toBe(true);
    });

    it('that the auditor is told of', async () => {
      await start();
      await portal.upload(await vendor.issue());
      const heads = portal.backend.audit.filter(
        ({ eventId }) => eventId === 'checkpoint',
      );
      expect(heads.at(-1)?.meta).toEqual(await portal.checkpoint());
    });

    it('and holds neither license keys nor secrets', async () => {
      await start();
      await portal.upload(await vendor.issue());
      const text = JSON.stringify(await knex('license_ledger'));
      expect(text).not.toContain('7Q4M');
      expect(text).not.toContain(SECRET);
    });
  });

  describe('restored from an older copy', () => {
    const older = async () => {
      const copy = await backUp(knex);
      await portal.upload(await vendor.issue());
      await portal.upload(await vendor.issue());
      return copy;
    };

    it('is found by the replica that remembers, and accepted by whoever answers for it', async () => {
      await start();
      await portal.upload(await vendor.issue());
      const copy = await older();
      await portal.scan();
      await restore(knex, copy);
      expect(await portal.scan()).toBe(1);
      expect(await portal.scan()).toBe(0);
      expect(await types()).toEqual([['ledger_damaged', true]]);
      expect(await portal.capacity()).toBe(100);
      const [{ id }] = await portal.events();
      await portal.acknowledge(id);
      await expectQuiet();
      expect(await portal.capacity()).toBe(100);
      await portal.upload(await vendor.issue());
      await expectQuiet();
    });

    it('is accepted on another replica too, which remembers the same', async () => {
      await start();
      const other = await WatchedPortal.start({ knex, vendor });
      const copy = await older();
      expect(await other.scan()).toBe(0);
      await restore(knex, copy);
      expect(await portal.scan()).toBe(1);
      expect(await other.scan()).toBe(0);
      await portal.acknowledge((await portal.events())[0].id);
      expect(await other.scan()).toBe(0);
      expect(await other.events()).toEqual([]);
      await expectQuiet();
      await portal.upload(await vendor.issue());
      expect(await other.capacity()).toBe(100);
      expect(await other.scan()).toBe(0);
      await other.backend.stop();
    });

    it('is found after a restart by the checkpoint in a file', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'license-checkpoint-'));
      const checkpointFile = join(folder, 'head.json');
      await start({ keys: [{ secret: SECRET }], checkpointFile });
      await portal.upload(await vendor.issue());
      const copy = await older();
      expect(JSON.parse(await readFile(checkpointFile, 'utf8'))).toEqual(
        await portal.checkpoint(),
      );
      await portal.backend.stop();
      await restore(knex, copy);
      await start({ keys: [{ secret: SECRET }], checkpointFile });
      expect(await portal.scan()).toBe(1);
      expect(await types()).toEqual([['ledger_damaged', true]]);
      await portal.acknowledge((await portal.events())[0].id);
      await expectQuiet();
      portal = await portal.restart();
      await expectQuiet();
      expect(JSON.parse(await readFile(checkpointFile, 'utf8'))).toEqual(
        await portal.checkpoint(),
      );
      // What is no checkpoint is told in the log, and written anew.
      await portal.backend.stop();
      await writeFile(checkpointFile, 'nothing');
      await start({ keys: [{ secret: SECRET }], checkpointFile });
      await expectQuiet();
      expect(portal.backend.logs.join()).toContain('checkpointFile');
      expect(JSON.parse(await readFile(checkpointFile, 'utf8'))).toEqual(
        await portal.checkpoint(),
      );
      await rm(folder, { recursive: true });
    });
  });

  describe('rewritten whole', () => {
    const rewrite = async () => {
      const install = await knex('license_ledger')
        .where('kind', 'install')
        .first();
      await knex('license_ledger')
        .where({ sequence: install!.sequence })
        .update({ content: install!.content.replace('mock', 'forged') });
      await chainAnew(knex);
    };

    it('is found by its seals after a restart', async () => {
      await start();
      await portal.upload(await vendor.issue());
      await portal.backend.stop();
      await rewrite();
      await start();
      expect(await portal.scan()).toBe(1);
      expect(await types()).toEqual([['ledger_damaged', true]]);
    });

    it('without seals is found by the replica that remembers', async () => {
      await start({ keys: [] });
      await portal.upload(await vendor.issue());
      await portal.scan();
      await rewrite();
      expect(await portal.scan()).toBe(1);
      // Further entries do not make it forget.
      expect(await portal.scan()).toBe(0);
      expect(await types()).toContainEqual(['ledger_damaged', true]);
    });

    it('without seals is found by its digests, where only one entry was edited', async () => {
      await start({ keys: [] });
      await portal.upload(await vendor.issue());
      await portal.scan();
      await portal.backend.stop();
      const [install] = await knex('license_ledger').where('kind', 'install');
      await knex('license_ledger')
        .where({ sequence: install.sequence })
        .update({ content: install.content.replace('mock', 'else') });
      await start({ keys: [] });
      expect(await portal.scan()).toBe(1);
      expect(await types()).toContainEqual(['ledger_damaged', true]);
    });

    it('cannot be laundered by later changes or a restart', async () => {
      await start();
      await portal.upload(await vendor.issue());
      const [last] = await knex('license_ledger')
        .orderBy('sequence', 'desc')
        .limit(1);
      // Right in every way but for the seal.
      const walk = new LedgerWalk(Sealer.create([]));
      for (const entry of await storeOn(knex).readLedger({ limit: 500 })) {
        walk.step(entry);
      }
      const forged = {
        sequence: last.sequence + 1,
        recordedAt: last.recorded_at,
        kind: 'baseline',
        content: JSON.stringify({
          productInstanceId: 'x',
          rows: walk.rows,
          prefix: walk.prefix,
        }),
        previous: last.digest,
      };
      const digest = sha256(entryText(forged));
      await knex('license_ledger').insert({
        sequence: forged.sequence,
        recorded_at: forged.recordedAt,
        kind: forged.kind,
        content: forged.content,
        previous: forged.previous,
        digest,
      });
      await knex('license_state').update({
        ledger_sequence: forged.sequence,
        ledger_digest: digest,
      });
      portal = await portal.restart();
      await portal.upload(await vendor.issue());
      expect(await portal.scan()).toBe(1);
      expect(await types()).toEqual([['ledger_damaged', true]]);
    });

    it('makes a new event when more is damaged after somebody accepted it', async () => {
      await start();
      await portal.upload(await vendor.issue());
      const edit = (content: string) =>
        knex('license_ledger').where({ sequence: 1 }).update({ content });
      await edit('{}');
      await portal.scan();
      await portal.acknowledge((await portal.events())[0].id);
      await expectQuiet();
      await edit('{"more":1}');
      expect(await portal.scan()).toBe(1);
      expect(await types()).toEqual([['ledger_damaged', true]]);
    });
  });

  it.each([
    [SECRET, false],
    ['short', true],
  ])('with the secret "%s" is complained of: %s', async (secret, isShort) => {
    await start({ keys: [{ secret }] });
    const complaint = 'license.integrity.keys is short enough to be guessed';
    expect(portal.backend.logs.join().includes(complaint)).toBe(isShort);
  });

  describe('without a secret', () => {
    it('says so in one warning, which can be accepted', async () => {
      await start({ keys: [] });
      expect(await portal.scan()).toBe(1);
      expect(await portal.scan()).toBe(0);
      const [event] = await portal.events();
      expect(event).toMatchObject({
        type: 'unsealed',
        severity: 'warning',
        active: true,
      });
      const { body } = await portal.backend.get('/security').expect(200);
      expect(body.integrity).toMatchObject({
        sealed: false,
        criticalEvents: 0,
      });
      expect(await portal.acknowledge(event.id)).toMatchObject({
        active: false,
      });
      await expectQuiet();
      portal = await portal.restart();
      await expectQuiet();
    });

    it('is sealed by the first one that is configured', async () => {
      await start({ keys: [] });
      await portal.upload(await vendor.issue());
      portal = await portal.restart({
        trustedKeys: { keys: [vendor.publicJwk as never] },
      });
      await expectQuiet();
      const { body } = await portal.backend.get('/security').expect(200);
      expect(body.integrity.sealed).toBe(true);
      await portal.upload(await vendor.issue());
      await expectQuiet();
      expect(await portal.capacity()).toBe(200);
      // From here on it cannot be rewritten unseen.
      await portal.backend.stop();
      await knex('license_ledger').where({ sequence: 2 }).delete();
      await chainAnew(knex);
      await start();
      expect(await portal.scan()).toBe(1);
    });

    it('that was lost for another one says which, until somebody answers for it', async () => {
      await start();
      await portal.upload(await vendor.issue());
      portal = await portal.restart({
        trustedKeys: { keys: [vendor.publicJwk as never] },
        integrity: { keys: [{ secret: 'another one' }] },
      });
      expect(await portal.scan()).toBe(1);
      const [{ id, message }] = await portal.events();
      expect(message).toContain('license.integrity.keys');
      expect(await portal.acknowledge(id)).toMatchObject({ active: false });
      await expectQuiet();
      expect(await portal.capacity()).toBe(100);
    });
  });

  describe('of a database from before it', () => {
    const directory = resolvePackagePath(
      '@thetasecure/backstage-plugin-license-backend',
      'migrations',
    );
    const insertOld = async (file: string) => {
      await knex('license_state').insert({
        id: 1,
        revision: 4,
        sources_revision: 1,
        product_instance_id: 'portal-from-before',
        time_mark: '2026-01-01T00:00:00.000Z',
      });
      await knex('licenses').insert([
        {
          license_id: 'LIC-A',
          document: file,
          installed_at: '2026-01-01T00:00:00.000Z',
          installed_by: 'user:default/a',
        },
        {
          license_id: 'LIC-B',
          document: '{}',
          installed_at: '2026-01-01T00:00:00.000Z',
          installed_by: 'user:default/b',
        },
      ]);
      await knex('license_events').insert({
        id: 'a0000000-0000-4000-8000-000000000000',
        type: 'document_edited',
        severity: 'critical',
        subject: 'license:LIC-B',
        license_id: 'LIC-B',
        message: 'It was edited',
        remedy: 'Delete it',
        first_seen_at: '2026-01-02T00:00:00.000Z',
        last_seen_at: '2026-01-02T00:00:00.000Z',
        active: true,
      });
    };

    it('begins with what is there, and raises no further alarm', async () => {
      await knex.migrate.up({
        directory,
        name: '20261124120000_licenses.js',
      } as never);
      await insertOld(await vendor.issue({ licenseId: 'LIC-A' }));
      await start();
      const [overview] = [await portal.backend.get('/overview').expect(200)];
      expect(overview.body).toMatchObject({
        capacity: 100,
        productInstanceId: 'portal-from-before',
      });
      expect(await portal.scan()).toBe(0);
      expect(await types()).toEqual([['document_edited', true]]);
      await portal.delete('LIC-B');
      await portal.acknowledge('a0000000-0000-4000-8000-000000000000');
      await expectQuiet();
      portal = await portal.restart();
      await expectQuiet();
    });
  });

  it('keeps the product instance id that licenses are bound to', async () => {
    await start();
    const id = async () =>
      (await portal.backend.get('/overview')).body.productInstanceId;
    const before = await id();
    await knex('license_state').update({
      product_instance_id: 'that-of-another-portal',
    });
    portal = await portal.restart();
    expect(await id()).toBe(before);
  });
});
