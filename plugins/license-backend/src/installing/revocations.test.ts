import { gzipSync } from 'node:zlib';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { Vendor } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';

describeOnDatabases('a revocation list', newDatabase => {
  let portal: WatchedPortal;
  let vendor: Vendor;

  beforeEach(async () => {
    vendor = await Vendor.create();
    portal = await WatchedPortal.start({ knex: await newDatabase(), vendor });
  });
  afterEach(async () => portal.backend.stop());

  const inForce = async () =>
    (await portal.backend.get('/revocations').expect(200)).body;
  const upload = (list: string | Buffer) =>
    portal.backend.post('/revocations', list);
  const NONE = { sequence: 0, revoked: [] };

  it('is empty at first', async () => {
    expect(await inForce()).toEqual(NONE);
  });

  it('is in force once it is uploaded, on every replica', async () => {
    const replica = await WatchedPortal.start({ knex: portal.knex, vendor });
    await portal.upload(await vendor.issue({ licenseId: 'LIC-A' }));
    const list = await vendor.revoke(7, ['LIC-A', 'LIC-OTHER'], { note: 'x' });
    const { body } = await upload(list).expect(201);
    expect(body).toEqual({
      sequence: 7,
      issuedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      revoked: ['LIC-A', 'LIC-OTHER'].map(licenseId => ({
        licenseId,
        revokedAt: '2026-05-01',
        reason: 'Refunded',
      })),
    });
    expect(await inForce()).toEqual(body);
    expect((await replica.backend.get('/revocations')).body).toEqual(body);
    expect(await replica.capacity()).toBe(0);
    await replica.backend.stop();

    const before = await portal.checkpoint();
    expect((await upload(list).expect(200)).body).toEqual(body);
    expect(await portal.checkpoint()).toEqual(before);
  });

  it('is replaced by a higher sequence, and by no other', async () => {
    await upload(await vendor.revoke(7, ['LIC-A'])).expect(201);
    for (const other of [
      await vendor.revoke(6, ['LIC-A']),
      await vendor.revoke(7, ['LIC-B']),
    ]) {
      const { body } = await upload(other).expect(409);
      expect(body.error).toMatchObject({
        name: 'ConflictError',
        message: expect.stringContaining('"version"'),
      });
    }
    expect((await inForce()).revoked).toHaveLength(1);
    await upload(await vendor.revoke(8, [])).expect(201);
    expect(await inForce()).toMatchObject({ sequence: 8, revoked: [] });
  });

  it.each<[string, string, (list: string) => string | Buffer]>([
    ['format', 'nothing', () => ''],
    ['format', 'no JSON', () => 'CANARY'],
    ['format', 'a license', () => 'license'],
    [
      'signature',
      'an edited one',
      list => list.replace('"LIC-A"', '"LIC-CANARY"'),
    ],
    ['format', 'one with null', list => list.replace('"Refunded"', 'null')],
  ])('is refused by the check %s: %s', async (code, _, change) => {
    const list = await vendor.revoke(7, ['LIC-A']);
    const changed = change(list);
    const body = changed === 'license' ? await vendor.issue() : changed;
    const before = await portal.checkpoint();
    const answer = await upload(body).expect(400);
    expect(answer.body.error).toMatchObject({
      name: 'InputError',
      message: expect.stringContaining(`"${code}"`),
    });
    expect(JSON.stringify(answer.body)).not.toContain('CANARY');
    expect(await inForce()).toEqual(NONE);
    expect(await portal.checkpoint()).toEqual(before);
    expect(
      portal.backend.audit.filter(
        ({ eventId, status }) =>
          eventId === 'revocations-upload' && status === 'failed',
      ),
    ).toHaveLength(1);
  });

  it('of a stranger is refused by the check key', async () => {
    const stranger = await Vendor.create('stranger');
    const { body } = await upload(await stranger.revoke(7, [])).expect(400);
    expect(body.error.message).toContain('"key"');
  });

  it('may have 1 MiB, and no more, and not be compressed', async () => {
    const big = await vendor.revoke(
      1,
      Array.from({ length: 8_000 }, (_, index) => `LIC-${index}`),
    );
    expect(big.length).toBeGreaterThan(512 * 1024);
    await upload(big).expect(201);
    await upload(Buffer.alloc(1024 * 1024 + 1, 32)).expect(413);
    await upload(gzipSync(big)).set('Content-Encoding', 'gzip').expect(415);
  });
});
