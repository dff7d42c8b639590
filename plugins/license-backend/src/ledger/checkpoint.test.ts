import { Knex } from 'knex';
import { chainAnew } from '../__testUtils__/databaseCopies';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { Vendor } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';

jest.setTimeout(60_000);

describeOnDatabases('the checkpoint of an entry', newDatabase => {
  let portal: WatchedPortal;
  let vendor: Vendor;
  let knex: Knex;

  beforeEach(async () => {
    vendor = await Vendor.create();
    knex = await newDatabase();
    portal = await WatchedPortal.start({
      knex,
      vendor,
      license: { trustedKeys: { keys: [vendor.publicJwk as never] } },
    });
  });
  afterEach(async () => portal.backend.stop());

  const ask = (sequence: number) =>
    portal.backend.get(`/security/checkpoint?sequence=${sequence}`);
  const entry = async (sequence: number) =>
    (await ask(sequence).expect(200)).body;
  const edit = (sequence: number, columns: object) =>
    knex('license_ledger').where({ sequence }).update(columns);

  it('stays the same while the ledger goes on', async () => {
    const saved = [await portal.checkpoint()];
    for (const round of [1, 2, 3]) {
      await portal.upload(await vendor.issue({ licenseId: `LIC-${round}` }));
      saved.push(await portal.checkpoint());
    }
    portal = await portal.restart();
    await portal.delete('LIC-1');
    for (const head of saved) {
      expect(await entry(head.sequence)).toEqual(head);
    }
    const head = await portal.checkpoint();
    expect(await entry(head.sequence)).toEqual(head);
    expect(await entry(1)).toMatchObject({ sequence: 1 });
  });

  it.each([
    ['content', '{}'],
    ['kind', 'alarm'],
    ['recorded_at', '2026-01-01T00:00:00.000Z'],
    ['previous', 'f'.repeat(64)],
  ])('shows an edit of %s', async (column, value) => {
    await portal.upload(await vendor.issue());
    const saved = await portal.checkpoint();
    await portal.upload(await vendor.issue());
    await edit(saved.sequence, { [column]: value });
    expect((await entry(saved.sequence)).digest).not.toBe(saved.digest);
  });

  it('shows an edit before it, where all was chained anew', async () => {
    await portal.upload(await vendor.issue());
    const saved = await portal.checkpoint();
    await portal.upload(await vendor.issue());
    await edit(1, { content: '{"productInstanceId":"another"}' });
    await chainAnew(knex);
    expect((await entry(saved.sequence)).digest).not.toBe(saved.digest);
  });

  it('is the one saved behind damage that was accepted', async () => {
    await portal.upload(await vendor.issue());
    const { sequence } = await portal.checkpoint();
    await edit(sequence, { content: '{}' });
    await portal.scan();
    const saved = await portal.checkpoint();
    expect(saved.sequence).toBeGreaterThan(sequence);
    const found = await portal.events();
    // What the entry told of is unknown without it, and accepting that it is gone accepts nothing else.
    expect(found.map(({ type }) => type).sort()).toEqual([
      'document_unknown',
      'ledger_damaged',
    ]);
    for (const { id } of found) {
      await portal.acknowledge(id);
    }
    expect(await portal.scan()).toBe(0);
    expect(await portal.events()).toEqual([]);
    expect(await entry(saved.sequence)).toEqual(saved);
  });

  it('is a 404 if the ledger does not hold it', async () => {
    await portal.upload(await vendor.issue());
    const { sequence } = await portal.checkpoint();
    await knex('license_ledger')
      .where({ sequence: sequence - 1 })
      .delete();
    await ask(sequence).expect(200);
    for (const missing of [sequence - 1, sequence + 1, 999_999_999]) {
      const { body } = await ask(missing).expect(404);
      expect(body.error).toEqual({
        name: 'NotFoundError',
        message: expect.stringMatching(
          new RegExp(`^The ledger holds no entry ${missing}: .*scan\\.$`),
        ),
      });
    }
  });

  it('is read with one statement, however long the ledger is', async () => {
    const last = (await portal.checkpoint()).sequence + 1200;
    for (let sequence = last - 1199; sequence <= last; sequence++) {
      await knex('license_ledger').insert({
        sequence,
        recorded_at: '2026-01-01T00:00:00.000Z',
        kind: 'condition',
        content: '{"id":"x","active":false}',
        previous: '',
        digest: '',
      });
    }
    await chainAnew(knex);
    const asked: string[] = [];
    knex.on('query', ({ sql }) => asked.push(sql));
    await ask(1).expect(200);
    await ask(last).expect(200);
    expect(asked.filter(sql => sql.includes('license_ledger'))).toHaveLength(2);
  });
});
