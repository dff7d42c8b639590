import { JsonObject } from '@backstage/types';
import { gzipSync } from 'node:zlib';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { day, minutesFromNow, Vendor } from '../__testUtils__/Vendor';

const failed = (checks: { code: string; status: string }[]) =>
  checks.filter(({ status }) => status === 'fail').map(({ code }) => code);

describeOnDatabases('uploading a license', newDatabase => {
  let backend: StartedBackend;
  let vendor: Vendor;

  const start = async (license: JsonObject = {}) => {
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        ...license,
      },
    });
  };

  const installedIds = async () => {
    const { body } = await backend.get('/licenses').expect(200);
    return body.items.map(({ licenseId }: { licenseId: string }) => licenseId);
  };

  const uploads = () =>
    backend.audit.filter(({ eventId }) => eventId === 'upload');

  const documents = async (): Promise<string[]> =>
    (await backend.knex('license_documents')).map(({ document }) => document);
  /** All that an upload could have changed. */
  const stored = async () => [
    await backend.knex('license_ledger').orderBy('sequence'),
    await documents(),
  ];

  beforeEach(async () => {
    vendor = await Vendor.create();
  });
  afterEach(async () => backend.stop());

  it('answers what it installed, its checks, and the summaries before and after', async () => {
    await start();
    const { body } = await backend
      .post(
        '/licenses',
        await vendor.issue({
          licenseId: 'LIC-A',
          gracePeriodDays: 30,
          features: ['sso'],
          validFrom: '2026-01-01',
          validUntil: day(100),
        }),
      )
      .expect(201);

    expect(body.license).toEqual({
      licenseId: 'LIC-A',
      product: 'NX',
      type: 'subscription',
      maskedKey: 'NX-••••-••••-••••-T3HC',
      customer: { name: 'Example Corp', email: 'it@example.com' },
      maxUsers: 100,
      validFrom: '2026-01-01',
      validUntil: day(100),
      timeZone: 'UTC',
      graceUntil: day(130),
      status: 'active',
      features: ['sso'],
      source: 'upload',
      installedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      installedBy: 'user:default/mock',
    });
    expect(body.checks.map(({ code }: { code: string }) => code)).toEqual([
      'format',
      'key',
      'signature',
      'clock',
      'period',
    ]);
    expect(body.before).toMatchObject({
      operatingMode: 'limited',
      capacity: 0,
    });
    expect(body.after).toMatchObject({
      operatingMode: 'licensed',
      capacity: 100,
    });
    expect(JSON.stringify(body)).not.toContain('7Q4M');
    expect(uploads()).toEqual([
      {
        eventId: 'upload',
        status: 'succeeded',
        meta: { licenseId: 'LIC-A', installed: true },
      },
    ]);
  });

  it('answers 200 and changes nothing if the same facts are installed', async () => {
    await start();
    const file = await vendor.issue({ licenseId: 'LIC-A' });
    await backend.post('/licenses', file).expect(201);
    const before = await stored();

    const reformatted = JSON.stringify(JSON.parse(file));
    const { body } = await backend.post('/licenses', reformatted).expect(200);
    expect(body.license.licenseId).toBe('LIC-A');
    expect(body.after.capacity).toBe(100);
    expect(await stored()).toEqual(before);
  });

  it('answers 200 for an installed license that has expired since', async () => {
    await start();
    const file = await vendor.issue({
      licenseId: 'LIC-A',
      validUntil: day(-10),
      gracePeriodDays: 30,
    });
    await backend.post('/licenses', file).expect(201);
    await backend.stop();
    // A shorter grace ends it at once, as time would.
    backend = await startLicenseBackend({
      knex: backend.knex,
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        maxGracePeriodDays: 1,
      },
    });

    const { body } = await backend.post('/licenses', file).expect(200);
    expect(body.license.status).toBe('expired');
    expect(failed(body.checks)).toEqual(['period']);
  });

  it('replaces a version by one that was issued later, and never goes back', async () => {
    await start();
    const first = await vendor.issue({ licenseId: 'LIC-A' });
    const second = await vendor.issue({
      licenseId: 'LIC-A',
      maxUsers: 250,
      issuedAt: minutesFromNow(-1),
    });
    await backend.post('/licenses', first).expect(201);
    const { body } = await backend.post('/licenses', second).expect(201);
    expect(body.before.capacity).toBe(100);
    expect(body.after.capacity).toBe(250);
    expect(await installedIds()).toEqual(['LIC-A']);

    const refused = await backend.post('/licenses', first).expect(409);
    expect(refused.body.error).toMatchObject({
      name: 'ConflictError',
      message: expect.stringContaining('"version"'),
    });

    await backend.delete('/licenses/LIC-A').expect(204);
    await backend.post('/licenses', first).expect(409);
    await backend.post('/licenses', second).expect(201);
  });

  it('keeps a document exactly as it came, and no longer than its version', async () => {
    await start();
    const first = await vendor.issue({ licenseId: 'LIC-A' });
    const bom = '\ufeff';
    const second = `${bom}${await vendor.issue({
      licenseId: 'LIC-A',
      issuedAt: minutesFromNow(-1),
    })}\r\n`;
    await backend.post('/licenses', first).expect(201);
    expect(await documents()).toEqual([first]);
    await backend.post('/licenses', second).expect(201);
    expect(await documents()).toEqual([second]);

    await backend.delete('/licenses/LIC-A').expect(204);
    expect(await documents()).toEqual([]);
    // What stays is who did what, and nothing of the customer.
    const ledger = JSON.stringify(await backend.knex('license_ledger'));
    expect(ledger).toContain('LIC-A');
    expect(ledger).not.toMatch(/Example Corp|it@example|7Q4M/);
  });

  it('refuses other facts issued at the same instant', async () => {
    await start();
    const same = { licenseId: 'LIC-A', issuedAt: '2026-01-15T09:00:00Z' };
    await backend.post('/licenses', await vendor.issue(same)).expect(201);
    await backend
      .post('/licenses', await vendor.issue({ ...same, maxUsers: 101 }))
      .expect(409);
  });

  it('names the failed check before the version', async () => {
    await start();
    await backend
      .post('/licenses', await vendor.issue({ licenseId: 'LIC-A' }))
      .expect(201);
    const { body } = await backend
      .post(
        '/licenses',
        await vendor.issue({
          licenseId: 'LIC-A',
          validUntil: day(-1),
          issuedAt: minutesFromNow(-120),
        }),
      )
      .expect(400);
    expect(body.error.message).toContain('"period"');
  });

  describe('refuses, stores nothing, and repeats nothing of', () => {
    const secret = 'CANARY-5EKR-3TXX';
    const cases: [string, () => Promise<string | Buffer>, string][] = [
      ['no file', async () => '', 'format'],
      [
        'bytes that are no JSON',
        async () => Buffer.from([0xff, 0xfe, 0]),
        'format',
      ],
      [
        'a file with a wrong member',
        async () =>
          (await vendor.issue()).replace('"maxUsers": 100', '"maxUsers": 1.5'),
        'format',
      ],
      [
        'a file of a vendor nobody trusts',
        async () => (await Vendor.create()).issue({ note: secret }),
        'key',
      ],
      [
        'a file edited after signing',
        async () =>
          (await vendor.issue({ note: secret })).replace(
            '"maxUsers": 100',
            '"maxUsers": 900',
          ),
        'signature',
      ],
      [
        'a license of another product',
        async () => vendor.issue({ product: 'Other CANARY', note: secret }),
        'product',
      ],
      [
        'a license of another deployment',
        async () => vendor.issue({ productInstanceId: 'somewhere-else' }),
        'instance',
      ],
      [
        'a license issued in two days',
        async () => vendor.issue({ issuedAt: minutesFromNow(2880) }),
        'clock',
      ],
      [
        'a license that expired',
        async () => vendor.issue({ validUntil: day(-1), note: secret }),
        'period',
      ],
    ];

    it.each(cases)('%s', async (_name, makeFile, code) => {
      await start({ products: ['NX'], productInstanceId: 'here' });
      const before = await stored();

      const { body } = await backend
        .post('/licenses', await makeFile())
        .expect(400);
      expect(body.error.name).toBe('InputError');
      expect(body.error.message).toContain(`"${code}"`);
      expect(JSON.stringify(body)).not.toContain('CANARY');
      expect(JSON.stringify(body)).not.toContain('7Q4M');
      expect(backend.logs.join('\n')).not.toContain('CANARY');
      expect(backend.logs.join('\n')).not.toContain('7Q4M');
      expect(await stored()).toEqual(before);
      expect(uploads()).toEqual([
        {
          eventId: 'upload',
          status: 'failed',
          message: expect.stringContaining(`"${code}"`),
        },
      ]);
    });

    it.each(cases)('%s, at preview', async (_name, makeFile, code) => {
      await start({ products: ['NX'], productInstanceId: 'here' });
      const before = await stored();

      const { body } = await backend
        .post('/licenses/preview', await makeFile())
        .expect(200);
      expect(failed(body.checks)).toEqual([code]);
      expect(body.before.capacity).toBe(0);
      expect(body).not.toHaveProperty('after');
      expect('license' in body).toBe(
        !['format', 'key', 'signature'].includes(code),
      );
      expect(await stored()).toEqual(before);
    });
  });

  it('names both deployments', async () => {
    await start({ productInstanceId: 'here' });
    const { body } = await backend
      .post('/licenses', await vendor.issue({ productInstanceId: 'there' }))
      .expect(400);
    expect(body.error.message).toMatch(/there.*here/);
  });

  it('previews what an upload would do, and does not do it', async () => {
    await start();
    const file = await vendor.issue({ maxUsers: 250 });
    const { body } = await backend.post('/licenses/preview', file).expect(200);
    expect(body).toMatchObject({
      license: { maxUsers: 250, status: 'active' },
      before: { capacity: 0, operatingMode: 'limited' },
      after: { capacity: 250, operatingMode: 'licensed', remaining: 187 },
    });
    expect(failed(body.checks)).toEqual([]);
    expect(await installedIds()).toEqual([]);
  });

  it('previews a renewal with what it supersedes', async () => {
    await start();
    await backend
      .post('/licenses', await vendor.issue({ licenseId: 'LIC-OLD' }))
      .expect(201);
    const renewal = await vendor.issue({
      maxUsers: 120,
      supersedes: ['LIC-OLD'],
      issuedAt: minutesFromNow(-1),
    });
    const preview = await backend
      .post('/licenses/preview', renewal)
      .expect(200);
    expect(preview.body.after.capacity).toBe(120);
    const upload = await backend.post('/licenses', renewal).expect(201);
    expect(upload.body.after.capacity).toBe(120);
    const old = await backend.get('/licenses/LIC-OLD').expect(200);
    expect(old.body.status).toBe('superseded');
  });

  it('refuses more than 64 KiB with 413, and a compressed body with 415', async () => {
    await start();
    for (const path of ['/licenses', '/licenses/preview']) {
      const large = await backend
        .post(path, Buffer.alloc(64 * 1024 + 1, 32))
        .expect(413);
      expect(large.body.error.message).toContain('64 KiB');
      const compressed = await backend
        .post(path)
        .set('Content-Encoding', 'gzip')
        .send(gzipSync(await vendor.issue()))
        .expect(415);
      expect(compressed.body.error.message).toContain('compressed');
    }
    expect(await installedIds()).toEqual([]);
  });

  it('takes a file whatever content type it is sent with', async () => {
    await start();
    await backend
      .post('/licenses')
      .set('Content-Type', 'application/json')
      .send(await vendor.issue())
      .expect(201);
  });

  it('lets one of several racing uploads win, and counts its seats once', async () => {
    await start();
    const versions = await Promise.all(
      [5, 4, 3, 2, 1].map(minutes =>
        vendor.issue({
          licenseId: 'LIC-A',
          maxUsers: minutes * 10,
          issuedAt: minutesFromNow(-minutes),
        }),
      ),
    );
    const answers = await Promise.all(
      versions.map(file => backend.post('/licenses', file)),
    );
    expect(answers.every(({ status }) => [201, 409].includes(status))).toBe(
      true,
    );
    const { body } = await backend.get('/overview').expect(200);
    expect(body.capacity).toBe(10);
  });

  it.each<[string, (file: string) => Promise<unknown>]>([
    [
      'edited',
      file =>
        backend.knex('license_documents').update({
          document: file.replace('"maxUsers": 100', '"maxUsers": 900'),
        }),
    ],
    ['gone', () => backend.knex('license_documents').delete()],
  ])(
    'repairs a document that is %s by the same file, and keeps who installed it when',
    async (_, damage) => {
      await start();
      const file = await vendor.issue({ licenseId: 'LIC-A' });
      const { body: uploaded } = await backend
        .post('/licenses', file)
        .expect(201);
      await damage(file);
      // Nothing that is shown changes before somebody looks.
      const { body: shown } = await backend.get('/licenses/LIC-A').expect(200);
      expect(shown).toEqual({
        ...uploaded.license,
        checks: expect.anything(),
      });
      await backend.post('/security/validation').expect(200);
      const damaged = await backend.get('/licenses/LIC-A').expect(200);
      expect(damaged.body).toEqual({
        licenseId: 'LIC-A',
        status: 'invalid',
        source: 'upload',
        installedAt: uploaded.license.installedAt,
        installedBy: uploaded.license.installedBy,
        checks: expect.anything(),
      });
      expect(failed(damaged.body.checks)).toEqual(['integrity']);
      expect(damaged.body.checks).toHaveLength(1);

      const preview = await backend.post('/licenses/preview', file).expect(200);
      expect(preview.body).toMatchObject({
        before: { capacity: 0 },
        after: { capacity: 100 },
      });
      const { body } = await backend.post('/licenses', file).expect(200);
      expect(body.before.capacity).toBe(0);
      expect(body.after.capacity).toBe(100);
      expect(body.license).toEqual(uploaded.license);
      expect(await documents()).toEqual([file]);
      await backend.post('/security/validation').expect(200);
      const repaired = await backend.get('/licenses/LIC-A').expect(200);
      expect(failed(repaired.body.checks)).toEqual([]);
    },
  );
});
