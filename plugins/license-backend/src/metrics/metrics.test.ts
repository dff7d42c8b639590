import { metricsServiceFactory } from '@backstage/backend-defaults/alpha';
import { diag, metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { Knex } from 'knex';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { ageCounts, TestUsers } from '../__testUtils__/TestUsers';
import { MANUAL_SCHEDULE } from '../__testUtils__/manualSchedule';
import { day, Vendor } from '../__testUtils__/Vendor';
import { sha256 } from '../ledger/Sealer';

const DAY = 24 * 60 * 60;

/** Collects when a test asks for it. */
class AskedReader extends MetricReader {
  protected async onShutdown() {}
  protected async onForceFlush() {}
}

describeOnDatabases('the metrics', newDatabase => {
  let knex: Knex;
  let backend: StartedBackend;
  let reader: AskedReader;
  let source: TestUsers;
  let vendor: Vendor;

  const complaint = jest.fn();

  const collect = async () => {
    const { resourceMetrics, errors } = await reader.collect();
    expect(errors).toEqual([]);
    expect(complaint).not.toHaveBeenCalled();
    return resourceMetrics.scopeMetrics.flatMap(({ scope, metrics: found }) =>
      found.map(metric => ({ scope, metric })),
    );
  };
  /** What was observed, by name. */
  const observed = async () =>
    Object.fromEntries(
      (await collect()).flatMap(({ metric }) =>
        metric.dataPoints.map(({ value }) => [
          metric.descriptor.name,
          value as number,
        ]),
      ),
    );
  const midnight = Date.parse(`${day(0)}T00:00:00Z`);
  /** Seconds from now to the end of the day so many days ahead, a minute more or less. */
  const secondsTo = (days: number) => {
    const seconds = (midnight - Date.now()) / 1000 + (days + 1) * DAY;
    return expect.closeTo(seconds, -2);
  };

  beforeEach(async () => {
    // The SDK must be there before the backend starts, as in a real portal.
    reader = new AskedReader();
    metrics.disable();
    complaint.mockReset();
    diag.setLogger({
      error: complaint,
      warn: complaint,
      info: () => {},
      debug: () => {},
      verbose: () => {},
    });
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
    vendor = await Vendor.create();
    source = new TestUsers();
    source.setCount(63);
    knex = await newDatabase();
    backend = await startLicenseBackend({
      knex,
      license: {
        ...source.config,
        trustedKeys: { keys: [vendor.publicJwk as never] },
        schedule: MANUAL_SCHEDULE,
      },
      features: [source.module, metricsServiceFactory],
    });
  });
  afterEach(async () => {
    await backend.stop();
    metrics.disable();
    diag.disable();
  });

  it('have names and units, in the scope of the plugin', async () => {
    await backend.post('/security/validation').expect(200);
    expect(
      (await collect()).map(({ scope, metric: { descriptor } }) => [
        scope.name,
        descriptor.name,
        descriptor.unit,
      ]),
    ).toEqual([
      ['backstage-plugin-license', 'license.users.active', '{user}'],
      ['backstage-plugin-license', 'license.capacity', '{seat}'],
      ['backstage-plugin-license', 'license.coverage.remaining', 's'],
      ['backstage-plugin-license', 'license.events.critical.open', '{event}'],
      ['backstage-plugin-license', 'license.validations.failed', '{license}'],
    ]);
  });

  it('show what the page shows', async () => {
    const files = await Promise.all(
      ['LIC-A', 'LIC-B'].map(licenseId =>
        vendor.issue({ licenseId, validUntil: day(9) }),
      ),
    );
    for (const file of files) {
      await backend.post('/licenses', file).expect(201);
    }
    expect(await observed()).toEqual({
      'license.users.active': 63,
      'license.capacity': 200,
      'license.coverage.remaining': secondsTo(9),
      'license.events.critical.open': 0,
    });

    await knex('license_documents')
      .where({ digest: sha256(files[0]) })
      .update({
        document: files[0].replace('"maxUsers": 100', '"maxUsers": 900'),
      });
    await backend.post('/security/integrity-scan').expect(200);
    await backend.post('/security/validation').expect(200);
    source.setCount(150);
    await ageCounts(knex);
    expect(await observed()).toEqual({
      'license.users.active': 150,
      'license.capacity': 100,
      'license.coverage.remaining': secondsTo(9),
      'license.events.critical.open': 1,
      'license.validations.failed': 1,
    });
  });

  it('are 0 with 0 users and 0 licenses', async () => {
    source.setCount(0);
    await backend.post('/security/validation').expect(200);
    expect(await observed()).toEqual({
      'license.users.active': 0,
      'license.capacity': 0,
      'license.coverage.remaining': 0,
      'license.events.critical.open': 0,
      'license.validations.failed': 0,
    });
  });

  it('know no time left in grace', async () => {
    await backend
      .post(
        '/licenses',
        await vendor.issue({ validUntil: day(-1), gracePeriodDays: 5 }),
      )
      .expect(201);
    expect(await observed()).toMatchObject({
      'license.capacity': 100,
      'license.coverage.remaining': 0,
    });
  });

  it('leave out users that nobody could count, and nothing else', async () => {
    source.fail('The directory is closed');
    const names = Object.keys(await observed());
    expect(names).not.toContain('license.users.active');
    expect(names).toContain('license.capacity');
  });

  it('leave out what a database cannot tell, and break no collection', async () => {
    await backend.post('/security/validation').expect(200);
    await knex.schema.renameTable('license_user_counts', 'hidden');
    expect(Object.keys(await observed())).toEqual([
      'license.events.critical.open',
      'license.validations.failed',
    ]);
    await knex.schema.renameTable('hidden', 'license_user_counts');
    expect(Object.keys(await observed())).toHaveLength(5);
    expect(backend.logs.join('\n')).toContain(
      'license.capacity could not be observed',
    );
  });

  it('ask once for each collection', async () => {
    await observed();
    const asked = jest.fn();
    knex.on('query', ({ sql }) => asked(sql));
    await observed();
    const counts = asked.mock.calls.filter(([sql]) =>
      /(from|join) .license_user_counts./.test(sql),
    );
    expect(counts.length).toBeGreaterThan(0);
    expect(counts.length).toBeLessThanOrEqual(2);
  });
});
