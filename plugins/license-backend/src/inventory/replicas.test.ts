import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeOnDatabases,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { until } from '../__testUtils__/until';
import { Vendor } from '../__testUtils__/Vendor';

// The scheduler looks for work every five seconds.
jest.setTimeout(30_000);

describeOnDatabases('a row edited behind the API', newDatabase => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('counts for no more than a minute, scan or no scan', async () => {
    const vendor = await Vendor.create();
    const backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        schedule: Object.fromEntries(
          ['validation', 'integrityScan'].map(task => [
            task,
            { frequency: { trigger: 'manual' }, timeout: { minutes: 5 } },
          ]),
        ),
      },
    });
    const file = await vendor.issue();
    await backend.post('/licenses', file).expect(201);
    expect((await backend.get('/overview')).body.capacity).toBe(100);

    await backend
      .knex('licenses')
      .update({ document: file.replace('"maxUsers": 100', '"maxUsers": 900') });
    const real = performance.now.bind(performance);
    jest.spyOn(performance, 'now').mockImplementation(() => real() + 60_000);
    expect((await backend.get('/overview')).body.capacity).toBe(0);
    await backend.stop();
  });
});

describeOnDatabases('two replicas', newDatabase => {
  it('show the same, and run things once', async () => {
    const vendor = await Vendor.create();
    const knex = await newDatabase();
    const license = { trustedKeys: { keys: [vendor.publicJwk as never] } };
    const [a, b] = [
      await startLicenseBackend({ knex, license }),
      await startLicenseBackend({ knex, license }),
    ];
    expect((await a.get('/overview')).body.productInstanceId).toBe(
      (await b.get('/overview')).body.productInstanceId,
    );

    await a
      .post('/licenses', await vendor.issue({ licenseId: 'LIC-A' }))
      .expect(201);
    expect((await b.get('/overview')).body.capacity).toBe(100);
    await b.delete('/licenses/LIC-A').expect(204);
    expect((await a.get('/overview')).body.capacity).toBe(0);

    const answers = await Promise.all(
      [a, b, a, b].map(replica => replica.post('/security/validation')),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const runs = await knex('license_runs').orderBy('id');
    for (const kind of ['validation', 'integrity-scan']) {
      const ofKind = runs.filter(run => run.kind === kind);
      ofKind.slice(1).forEach((run, index) => {
        const previousEnd = ofKind[index].finished_at!;
        expect(run.started_at >= previousEnd).toBe(true);
      });
    }
    await a.stop();
    await b.stop();
  });

  it('read their keys again when one of them refreshes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'license-replicas-'));
    const path = join(folder, 'keys.json');
    const writeKeys = (keys: unknown[]) =>
      writeFile(path, JSON.stringify({ keys }));
    await writeKeys([]);
    const knex = await newDatabase();
    const license = { trustedKeys: { files: [path] } };
    const [a, b] = [
      await startLicenseBackend({ knex, license }),
      await startLicenseBackend({ knex, license }),
    ];
    expect((await b.get('/overview')).body.trustedKeys).toBe(0);
    await writeKeys([(await Vendor.create()).publicJwk]);
    await a.post('/refresh').expect(200);
    expect((await b.get('/overview')).body.trustedKeys).toBe(1);
    await a.stop();
    await b.stop();
    await rm(folder, { recursive: true });
  });

  it('wait for a dead one no longer than its lease', async () => {
    const knex = await newDatabase();
    const backend = await startLicenseBackend({ knex });
    await until(
      async () => (await backend.get('/security')).body,
      ({ validation }) => validation.lastValidation && !validation.running,
    );
    // What a replica leaves that died in the middle of a run.
    await knex('license_locks')
      .where({ kind: 'validation' })
      .update({ holder: 'dead', expires_at: Date.now() + 1500 });
    expect((await backend.get('/security')).body.validation.running).toBe(true);
    await backend.post('/security/validation').expect(200);
    await backend.stop();
  });
});
