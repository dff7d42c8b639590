import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Knex } from 'knex';
import {
  describeOnDatabases,
  SECRET,
} from '../__testUtils__/startLicenseBackend';
import { backUp, chainAnew, restore } from '../__testUtils__/databaseCopies';
import { minutesFromNow, Vendor } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';
import { Database } from '../database/Database';
import { entryText } from './LedgerEntry';
import { LedgerStore } from './LedgerStore';
import { LedgerWalk } from './LedgerWalk';
import { Sealer, sha256 } from './Sealer';

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
      expect(await hasMoved()).toBe(false);

      await portal.backend.post('/refresh').expect(200);
      expect(await hasMoved()).toBe(true);

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
      await knex('license_documents').update({ document: 'x' });
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
        .update({ content: install!.content.replace('user:', 'forged:') });
      await chainAnew(knex);
    };

    it('is found by its seals after a restart', async () => {
      await start();
      await portal.upload(await vendor.issue());
      await portal.backend.stop();
      await rewrite();
      await start();
      // Nothing of it is believed, so nothing of what it speaks counts.
      expect(await portal.capacity()).toBe(0);
      expect(await portal.scan()).toBe(2);
      expect(await types()).toContainEqual(['ledger_damaged', true]);
    });

    it('without seals is found by the replica that remembers', async () => {
      await start({ keys: [] });
      await portal.upload(await vendor.issue());
      await portal.scan();
      await rewrite();
      expect(await portal.scan()).toBe(1);
      const [{ message }] = await portal.events();
      expect(message).toContain('does not follow');
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
        .update({ content: install.content.replace('user:', 'else:') });
      await start({ keys: [] });
      // And the document that the entry spoke of is nobody's.
      expect(await portal.scan()).toBe(2);
      expect(await types()).toContainEqual(['ledger_damaged', true]);
    });

    it('cannot be laundered by later changes or a restart', async () => {
      await start();
      await portal.upload(await vendor.issue());
      const [last] = await knex('license_ledger')
        .orderBy('sequence', 'desc')
        .limit(1);
      // Right in every way but for the seal.
      const sealer = new Sealer([SECRET]);
      const walk = new LedgerWalk(sealer, []);
      await new LedgerStore(new Database(knex), sealer).read(async rows => {
        for (const entry of await rows.entries({ limit: 500 })) {
          walk.step(entry);
        }
      });
      const forged = {
        sequence: Number(last.sequence) + 1,
        recordedAt: last.recorded_at,
        kind: 'baseline',
        content: JSON.stringify(walk.acceptance(undefined)),
        previous: last.digest,
      };
      await knex('license_ledger').insert({
        sequence: forged.sequence,
        recorded_at: forged.recordedAt,
        kind: forged.kind,
        content: forged.content,
        previous: forged.previous,
        digest: sha256(entryText(forged)),
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

    it('is believed by the first one that is configured once somebody answers for it', async () => {
      await start({ keys: [] });
      await portal.upload(await vendor.issue());
      portal = await portal.restart({
        trustedKeys: { keys: [vendor.publicJwk as never] },
      });
      expect(await portal.capacity()).toBe(0);
      expect(await portal.scan()).toBe(2);
      const [damage] = (await portal.events()).filter(
        ({ type }) => type === 'ledger_damaged',
      );
      expect(damage.message).toContain('not sealed');
      await portal.acknowledge(damage.id);
      expect(await portal.capacity()).toBe(100);
      for (const { id } of await portal.events()) {
        await portal.acknowledge(id);
      }
      await expectQuiet();
      portal = await portal.restart();
      await expectQuiet();
      const { body } = await portal.backend.get('/security').expect(200);
      expect(body.integrity.sealed).toBe(true);
      await portal.upload(await vendor.issue());
      await expectQuiet();
      expect(await portal.capacity()).toBe(200);
    });

    it('that it was sealed with before is not taken for a first one', async () => {
      await start();
      await portal.upload(await vendor.issue());
      await portal.backend.stop();
      await chainAnew(knex);
      await start();
      await portal.scan();
      const [damage] = (await portal.events()).filter(
        ({ type }) => type === 'ledger_damaged',
      );
      await portal.acknowledge(damage.id);
      expect(await portal.scan()).toBe(0);
      expect(await portal.capacity()).toBe(0);
      expect(await types()).toEqual([['document_unknown', true]]);
    });

    it.each<[string, string[]]>([
      ['another one', ['another one']],
      ['none', []],
    ])(
      'that it goes on under, but %s, says so and takes no changes',
      async (_, names) => {
        await start();
        await portal.upload(await vendor.issue());
        const head = await portal.checkpoint();
        portal = await portal.restart({
          trustedKeys: { keys: [vendor.publicJwk as never] },
          integrity: { keys: names.map(secret => ({ secret })) },
        });
        const { body } = await portal.backend.get('/security').expect(200);
        expect(body.integrity).toMatchObject({ secretMissing: true });
        expect(portal.backend.logs.join()).toContain('license.integrity.keys');
        expect(await portal.capacity()).toBe(0);
        const refusal = await portal.backend
          .post('/licenses', await vendor.issue())
          .expect(503);
        expect(refusal.body.error.message).toContain('license.integrity.keys');
        await portal.backend.post('/security/validation').expect(200);
        portal = await portal.restart({
          trustedKeys: { keys: [vendor.publicJwk as never] },
        });
        expect(await portal.checkpoint()).toEqual(head);
        expect(await portal.capacity()).toBe(100);
        await expectQuiet();
      },
    );
  });

  it('believes nothing that is labelled with a secret it does not have', async () => {
    const both = { keys: [{ secret: 'new' }, { secret: 'old' }] };
    await start(both);
    await portal.upload(await vendor.issue({ licenseId: 'LIC-A' }));
    // The new secret seals, and a replica has only the old one: it goes on with what it knows.
    const behind = await WatchedPortal.start({
      knex,
      vendor,
      license: { integrity: { keys: [{ secret: 'old' }] } },
    });
    const [last] = await knex('license_ledger')
      .orderBy('sequence', 'desc')
      .limit(1);
    const list = await vendor.revoke(9, ['LIC-A']);
    const forged = {
      sequence: Number(last.sequence) + 1,
      recordedAt: last.recorded_at,
      kind: 'revocations',
      content: JSON.stringify({
        sequence: 9,
        document: list,
        key: { kid: 'x', thumbprint: 'x' },
        by: 'x',
      }),
      previous: last.digest,
    };
    const { recordedAt, ...row } = forged;
    await knex('license_ledger').insert({
      ...row,
      recorded_at: recordedAt,
      digest: sha256(entryText(forged)),
      key_id: last.key_id,
      seal: 'f'.repeat(64),
    });
    expect((await behind.backend.get('/revocations')).body.sequence).toBe(0);
    expect((await portal.backend.get('/revocations')).body.sequence).toBe(0);
    expect(await portal.scan()).toBe(1);
    expect(await types()).toEqual([['ledger_damaged', true]]);
    expect(await portal.capacity()).toBe(100);
    await behind.backend.stop();
  });

  it('takes no alarm away that was cut off while damage is shown', async () => {
    await start();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-A' }));
    await knex('license_documents').update({ document: 'x' });
    expect(await portal.scan()).toBe(1);
    await knex('license_ledger').where('sequence', 2).update({ content: '{}' });
    expect(await portal.scan()).toBe(1);
    const [damage] = (await portal.events()).filter(
      ({ type }) => type === 'ledger_damaged',
    );
    const [alarm] = await knex('license_ledger').where('kind', 'alarm');
    await knex('license_ledger').where('sequence', alarm.sequence).delete();
    await portal.acknowledgeAs(damage.id, damage.evidence, 409);
    expect(await types()).toContainEqual(['ledger_damaged', true]);
    // The next scan shows what there is to accept now, and the document is found again.
    expect(await portal.scan()).toBe(1);
    await portal.acknowledge(damage.id);
    expect(await types()).toEqual([['document_edited', true]]);
    expect(await portal.scan()).toBe(0);
  });

  describe('of another deployment', () => {
    const startAs = (productInstanceId: string) =>
      WatchedPortal.start({
        knex,
        vendor,
        license: {
          trustedKeys: { keys: [vendor.publicJwk as never] },
          productInstanceId,
        },
      });

    it('makes a warning, until somebody answers for it', async () => {
      portal = await startAs('production');
      await portal.upload(await vendor.issue());
      await expectQuiet();
      await portal.backend.stop();
      portal = await startAs('staging');
      expect(await portal.scan()).toBe(1);
      expect(await portal.scan()).toBe(0);
      const [event] = await portal.events();
      expect(event).toMatchObject({
        type: 'instance_changed',
        severity: 'warning',
        subject: 'instance',
      });
      expect(event.message).toContain('production');
      expect(await portal.acknowledge(event.id)).toMatchObject({
        active: false,
      });
      await expectQuiet();
      expect(await portal.capacity()).toBe(100);
    });
  });

  it('keeps the product instance id that licenses are bound to', async () => {
    await start();
    const id = async () =>
      (await portal.backend.get('/overview')).body.productInstanceId;
    const before = await id();
    portal = await portal.restart();
    expect(await id()).toBe(before);
  });
});
