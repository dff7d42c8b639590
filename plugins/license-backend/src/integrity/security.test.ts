import { JsonObject } from '@backstage/types';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { sha256 } from '../ledger/Sealer';
import { until } from '../__testUtils__/until';
import { day, Vendor } from '../__testUtils__/Vendor';

// The scheduler looks for work every five seconds.
jest.setTimeout(30_000);

const RUN = {
  startedAt: expect.stringMatching(/Z$/),
  finishedAt: expect.stringMatching(/Z$/),
};

describeOnDatabases('the security status', newDatabase => {
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
  const status = async () => (await backend.get('/security').expect(200)).body;
  const edit = async (file: string) =>
    backend
      .knex('license_documents')
      .where({ digest: sha256(file) })
      .update({
        document: file.replace('"maxUsers": 100', '"maxUsers": 900'),
      });
  const runs = async (kind: string) =>
    (
      await backend.knex('license_runs').where({ kind }).orderBy('started_at')
    ).map(({ content }) => JSON.parse(content));
  const events = async (query = '') =>
    (await backend.get(`/security/events${query}`).expect(200)).body;

  beforeEach(async () => {
    vendor = await Vendor.create();
  });
  afterEach(async () => backend.stop());

  it('has runs of the scheduler from the start', async () => {
    await start();
    const body = await until(
      status,
      ({ integrity, validation }) =>
        integrity.lastScan && validation.lastValidation,
    );
    expect(body).toEqual({
      integrity: {
        tamperDetection: 'enabled',
        sealed: true,
        criticalEvents: 0,
        lastScan: { ...RUN, trigger: 'schedule', checked: 0, failed: 0 },
        overdue: false,
      },
      validation: {
        lastValidation: { ...RUN, trigger: 'schedule', checked: 0, failed: 0 },
        nextValidation: expect.stringMatching(/Z$/),
        interval: 'PT60M',
        validationErrors: 0,
        running: false,
        overdue: false,
      },
    });
    const ahead = Date.parse(body.validation.nextValidation) - Date.now();
    expect(ahead).toBeGreaterThan(55 * 60_000);
    expect(ahead).toBeLessThanOrEqual(61 * 60_000);
  });

  it('tells the auditor of scheduled runs', async () => {
    await start();
    const records = await until(
      async () =>
        backend.audit.filter(({ eventId }) => eventId !== 'checkpoint'),
      audit => audit.length >= 2,
    );
    expect(records).toContainEqual({
      eventId: 'validation',
      status: 'succeeded',
      meta: { ...RUN, trigger: 'schedule', checked: 0, failed: 0 },
    });
    expect(records).toContainEqual(
      expect.objectContaining({ eventId: 'integrity-scan' }),
    );
  });

  it('moves last and next validation when one is forced', async () => {
    await start();
    const before = await until(
      status,
      ({ validation }) => validation.lastValidation && !validation.running,
    );
    const { body: run } = await backend
      .post('/security/validation')
      .expect(200);
    expect(run).toEqual({
      ...RUN,
      trigger: 'manual',
      triggeredBy: 'user:default/mock',
      checked: 0,
      failed: 0,
    });
    const after = await status();
    expect(after.validation.lastValidation).toEqual(run);
    expect(Date.parse(after.validation.nextValidation)).toBeGreaterThanOrEqual(
      Date.parse(before.validation.nextValidation),
    );
    expect(Date.parse(after.validation.nextValidation)).toBeGreaterThan(
      Date.now() + 59 * 60_000,
    );
  });

  it('lets the scheduler do nothing right after a run by hand', async () => {
    await start();
    await until(status, ({ validation }) => validation.lastValidation);
    await backend.post('/security/validation').expect(200);
    const tasks = await until(
      async () => backend.knex('backstage_backend_tasks__tasks'),
      rows => {
        const { next_run_start_at: next } = rows.find(
          ({ id }: { id: string }) => id === 'license-validation',
        );
        const time = typeof next === 'string' ? `${next}Z` : next;
        return new Date(time).getTime() > Date.now() + 59 * 60_000;
      },
    );
    expect(tasks.map(({ id }) => id).sort()).toEqual([
      'license-integrity-scan',
      'license-usage',
      'license-validation',
    ]);
    expect((await runs('validation')).map(({ trigger }) => trigger)).toEqual([
      'schedule',
      'manual',
    ]);
  });

  it('counts licenses with a fault as validation errors, expired ones not', async () => {
    await start();
    const file = await vendor.issue({ licenseId: 'LIC-A' });
    await backend.post('/licenses', file).expect(201);
    await backend
      .post(
        '/licenses',
        await vendor.issue({ validUntil: day(-1), gracePeriodDays: 2 }),
      )
      .expect(201);
    await edit(file);
    const { body } = await backend.post('/security/validation').expect(200);
    expect(body).toMatchObject({ checked: 2, failed: 1 });
    expect((await status()).validation.validationErrors).toBe(1);
    const overview = await backend.get('/overview').expect(200);
    expect(overview.body).toMatchObject({ capacity: 100, inGracePeriod: true });
  });

  it('shares a run among those who wait for one', async () => {
    await start();
    await until(
      status,
      ({ validation }) => validation.lastValidation && !validation.running,
    );
    // While another replica runs one, everybody who comes waits for the next.
    await backend
      .knex('license_locks')
      .where({ kind: 'validation' })
      .update({ holder: 'other', expires_at: Date.now() + 1500 });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => backend.post('/security/validation')),
    );
    expect(answers.map(({ status: code }) => code)).toEqual(
      Array(10).fill(200),
    );
    expect(new Set(answers.map(({ body }) => body.startedAt)).size).toBe(1);
    expect(
      (await runs('validation')).filter(({ trigger }) => trigger === 'manual'),
    ).toHaveLength(1);
  });

  it('opens one event for an edited document, and none at the next scan', async () => {
    await start();
    const file = await vendor.issue({ licenseId: 'LIC-A' });
    await backend.post('/licenses', file).expect(201);
    const clean = await backend.post('/security/integrity-scan').expect(200);
    expect(clean.body).toMatchObject({ checked: 1, failed: 0 });

    await edit(file);
    const found = await backend.post('/security/integrity-scan').expect(200);
    expect(found.body).toMatchObject({
      trigger: 'manual',
      checked: 1,
      failed: 1,
    });
    const again = await backend.post('/security/integrity-scan').expect(200);
    expect(again.body.failed).toBe(0);
    expect((await status()).integrity.criticalEvents).toBe(1);
    const { items, totalItems } = await events();
    expect(totalItems).toBe(1);
    expect(items[0]).toEqual({
      id: expect.any(String),
      type: 'document_edited',
      severity: 'critical',
      subject: 'license:LIC-A',
      licenseId: 'LIC-A',
      message: expect.stringContaining(
        'Its last change through the portal: installed by user:default/mock on',
      ),
      remedy: expect.stringContaining('Upload the original license file'),
      evidence: expect.any(String),
      firstSeenAt: expect.stringMatching(/Z$/),
      lastSeenAt: expect.stringMatching(/Z$/),
      active: true,
    });
    expect(items[0].lastSeenAt >= items[0].firstSeenAt).toBe(true);
  });

  it('keeps an alarm until it is repaired and acknowledged', async () => {
    await start();
    const file = await vendor.issue({ licenseId: 'LIC-A' });
    await backend.post('/licenses', file).expect(201);
    await edit(file);
    await backend.post('/security/integrity-scan').expect(200);
    const [{ id, evidence }] = (await events()).items;

    // Acknowledged, but still edited: it stays open.
    const acknowledge = (note: string) =>
      backend
        .post(`/security/events/${id}/acknowledge`)
        .set('Content-Type', 'application/json')
        .send({ note, evidence });
    const { body } = await acknowledge('Looking into it').expect(200);
    expect(body).toMatchObject({
      active: true,
      acknowledgedBy: 'user:default/mock',
      note: 'Looking into it',
    });
    expect((await status()).integrity.criticalEvents).toBe(1);
    const second = await acknowledge('Something else').expect(200);
    expect(second.body).toEqual(body);

    await backend.post('/licenses', file).expect(200);
    await backend.post('/security/integrity-scan').expect(200);
    expect((await status()).integrity.criticalEvents).toBe(0);
    expect((await events('?state=open')).totalItems).toBe(0);
    expect((await events('?state=closed')).items).toEqual([
      expect.objectContaining({ id, active: false }),
    ]);

    // The same thing again is another alarm.
    await edit(file);
    await backend.post('/security/integrity-scan').expect(200);
    expect((await events('?state=open')).totalItems).toBe(1);
    expect((await events('?limit=1')).items[0].id).not.toBe(id);
  });

  it('keeps an alarm whose cause is gone until it is acknowledged', async () => {
    await start();
    const file = await vendor.issue({ licenseId: 'LIC-A' });
    await backend.post('/licenses', file).expect(201);
    await edit(file);
    await backend.post('/security/integrity-scan').expect(200);
    await backend.delete('/licenses/LIC-A').expect(204);
    await backend.post('/security/integrity-scan').expect(200);
    const { items } = await events('?state=open');
    expect(items).toEqual([expect.objectContaining({ active: false })]);
    expect((await status()).integrity.criticalEvents).toBe(1);
  });

  it('refuses a scan while tamper detection is disabled', async () => {
    await start({ integrity: { enabled: false } });
    const { body } = await backend.post('/security/integrity-scan').expect(409);
    expect(body.error.message).toContain('license.integrity.enabled');
    expect((await status()).integrity).toMatchObject({
      tamperDetection: 'disabled',
      lastScan: null,
    });
  });

  it('tells the interval of a cron expression, and of none', async () => {
    await start({
      schedule: {
        validation: {
          frequency: { cron: '0 */6 * * *' },
          timeout: { minutes: 5 },
        },
      },
    });
    await backend.post('/security/validation').expect(200);
    const { validation } = await status();
    expect(validation.interval).toBe('PT6H');
    // On the hour, as cron has it, also right after a run by hand.
    expect(validation.nextValidation).toMatch(/T(00|06|12|18):00:0\d/);
    await backend.stop();
    await start({
      schedule: {
        validation: {
          frequency: { trigger: 'manual' },
          timeout: { minutes: 5 },
        },
      },
    });
    expect((await status()).validation).toMatchObject({
      interval: null,
      nextValidation: null,
    });
  });
});
