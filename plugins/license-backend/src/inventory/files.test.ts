import {
  License,
  LicenseDetails,
} from '@thetasecure/backstage-plugin-license-common';
import { JsonObject } from '@backstage/types';
import {
  chmod,
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { MANUAL_SCHEDULE } from '../__testUtils__/manualSchedule';
import { Statements } from '../__testUtils__/Statements';
import { unprivileged } from '../__testUtils__/unprivileged';
import { until } from '../__testUtils__/until';
import { day, minutesFromNow, Vendor } from '../__testUtils__/Vendor';
import { DocumentVerifier } from '../sources/DocumentVerifier';

describeOnDatabases('licenses from files', newDatabase => {
  let backend: StartedBackend;
  let vendor: Vendor;
  let folder: string;

  const start = async (license: JsonObject = {}) => {
    backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        files: [folder],
        ...license,
      },
    });
  };
  const write = (name: string, text: string) =>
    writeFile(join(folder, name), text);
  const list = async (): Promise<License[]> =>
    (await backend.get('/licenses').expect(200)).body.items;
  const details = async (licenseId: string): Promise<LicenseDetails> =>
    (await backend.get(`/licenses/${licenseId}`).expect(200)).body;
  const capacity = async (): Promise<number> =>
    (await backend.get('/overview').expect(200)).body.capacity;

  beforeEach(async () => {
    vendor = await Vendor.create();
    folder = await mkdtemp(join(tmpdir(), 'license-files-'));
  });
  afterEach(async () => {
    await backend.stop();
    await rm(folder, { recursive: true });
  });

  it('reads what is named like a license file of a folder, not deeper', async () => {
    const names = ['A.JSON', 'b.lic', 'c.License', 'd', 'e.v2.json'];
    for (const name of names) {
      await write(name, await vendor.issue({ licenseId: `LIC-${name}` }));
    }
    for (const other of ['notes.txt', 'f.json.bak', '.hidden.json', '.g']) {
      await write(other, await vendor.issue());
    }
    for (const deeper of ['deeper', 'deeper.json']) {
      await mkdir(join(folder, deeper));
      await write(`${deeper}/h.json`, await vendor.issue());
    }
    await start();
    expect(await list()).toEqual([
      ...names.map(name =>
        expect.objectContaining({
          licenseId: `LIC-${name}`,
          status: 'active',
          source: 'file',
          installedBy: `file:${name}`,
          installedAt: expect.stringMatching(/Z$/),
        }),
      ),
      // Its name says that it should be a file.
      {
        licenseId: 'file:deeper.json',
        status: 'invalid',
        source: 'file',
        installedBy: 'file:deeper.json',
        installedAt: expect.stringMatching(/Z$/),
      },
    ]);
  });

  it('reads the texts of the configuration', async () => {
    await start({
      files: [],
      documents: [
        await vendor.issue({ licenseId: 'LIC-A' }),
        '{"licenseKey": "NX-7Q4M-2KXD-9PWA-T3HC"',
      ],
    });
    expect(await list()).toEqual([
      expect.objectContaining({
        licenseId: 'LIC-A',
        status: 'active',
        source: 'file',
        installedBy: 'file:config:0',
      }),
      {
        licenseId: 'file:config:1',
        status: 'invalid',
        source: 'file',
        installedBy: 'file:config:1',
        installedAt: expect.stringMatching(/Z$/),
      },
    ]);
    const { checks } = await details('file:config:1');
    expect(checks).toEqual([
      expect.objectContaining({ code: 'format', status: 'fail' }),
    ]);
    expect(JSON.stringify(checks)).not.toContain('7Q4M');
    for (const licenseId of ['LIC-A', 'file:config:1']) {
      const { body } = await backend
        .delete(`/licenses/${licenseId}`)
        .expect(409);
      expect(body.error.message).toContain('license.documents');
    }
    const { body: run } = await backend
      .post('/security/validation')
      .expect(200);
    expect(run).toMatchObject({ checked: 2, failed: 1 });
  });

  it('does not take a file for a text of the configuration', async () => {
    await write('config:0', await vendor.issue({ licenseId: 'LIC-A' }));
    await start({ documents: [await vendor.issue({ licenseId: 'LIC-B' })] });
    expect((await list()).map(({ installedBy }) => installedBy)).toEqual([
      'file:config:0#2',
      'file:config:0',
    ]);
  });

  it('keeps the time at which a file was first seen', async () => {
    await write('a.json', await vendor.issue());
    await start();
    const [before] = await list();
    await backend.stop();
    backend = await startLicenseBackend({
      knex: backend.knex,
      license: {
        trustedKeys: { keys: [vendor.publicJwk as never] },
        files: [folder],
      },
    });
    const [after] = await list();
    expect(after.installedAt).toBe(before.installedAt);
  });

  it('shows a bad file as invalid with its checks, and goes on', async () => {
    await write('bad.json', '{"licenseKey": "NX-7Q4M-2KXD-9PWA-T3HC"');
    await write('good.json', await vendor.issue({ licenseId: 'LIC-A' }));
    await start();
    expect(await list()).toHaveLength(2);
    const { body } = await backend.get('/licenses/file:bad.json').expect(200);
    expect(body).toMatchObject({ status: 'invalid', source: 'file' });
    expect(body.checks).toEqual([
      expect.objectContaining({ code: 'format', status: 'fail' }),
    ]);
    expect(JSON.stringify(body)).not.toContain('7Q4M');
    const overview = await backend.get('/overview').expect(200);
    expect(overview.body.capacity).toBe(100);
  });

  it('shows a bad file even if a license has an id like its name', async () => {
    await write('bad.json', 'broken');
    await start();
    await backend
      .post('/licenses', await vendor.issue({ licenseId: 'file:bad.json' }))
      .expect(201);
    const statuses = (await list()).map(
      ({ status }: { status: string }) => status,
    );
    expect(statuses.sort()).toEqual(['active', 'invalid']);
  });

  describe('a place without a license file', () => {
    /** Of each: what is configured, how its row is called, and what its check says. */
    const PLACES: [string, () => Promise<[JsonObject, string, string]>][] = [
      [
        'a path that is not there',
        async () => [
          { files: [join(folder, 'missing.json')] },
          'missing.json',
          'There is no file or folder at this path.',
        ],
      ],
      [
        'an empty folder',
        async () => {
          await mkdir(join(folder, 'empty'));
          return [
            { files: [join(folder, 'empty')] },
            'empty',
            'It is an empty folder.',
          ];
        },
      ],
      [
        'a folder with other names only',
        async () => {
          await mkdir(join(folder, 'others'));
          await write('others/license.txt', await vendor.issue());
          return [
            { files: [join(folder, 'others')] },
            'others',
            'The folder holds only other names: "license.txt".',
          ];
        },
      ],
      [
        'a folder that may not be read',
        async () => {
          await mkdir(join(folder, 'closed'), { mode: 0o000 });
          return [
            { files: [join(folder, 'closed')] },
            'closed',
            'It cannot be read (EACCES).',
          ];
        },
      ],
      [
        'a text that is empty',
        async () => [
          { files: [], documents: [''] },
          'config:0',
          'license.documents[0] is empty.',
        ],
      ],
    ];

    it.each(PLACES)(
      'is a row that is not counted as installed: %s',
      async (_, makePlace) => {
        await chmod(folder, 0o755);
        const [license, name, message] = await makePlace();
        await unprivileged(async () => {
          await start({ ...license, schedule: MANUAL_SCHEDULE });
          const { checks, ...row } = await details(`file:${name}`);
          expect(row).toEqual({
            licenseId: `file:${name}`,
            status: 'invalid',
            source: 'file',
            installedBy: `file:${name}`,
            installedAt: expect.stringMatching(/Z$/),
          });
          expect(checks).toEqual([
            expect.objectContaining({
              code: 'format',
              status: 'fail',
              message,
              remedy: expect.any(String),
            }),
          ]);
          expect(JSON.stringify(checks)).not.toContain(folder);
          for (const kind of ['validation', 'integrity-scan']) {
            const { body } = await backend
              .post(`/security/${kind}`)
              .expect(200);
            expect(body).toMatchObject({ checked: 0, failed: 0 });
          }
          const { body } = await backend.get('/security').expect(200);
          expect(body.validation.validationErrors).toBe(0);
        });
      },
    );
  });

  it('follows no link out of its folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'license-outside-'));
    await writeFile(join(outside, 'secret.json'), await vendor.issue());
    await symlink(join(outside, 'secret.json'), join(folder, 'link.json'));
    await start();
    const { body } = await backend.get('/licenses/file:link.json').expect(200);
    expect(body.status).toBe('invalid');
    expect(body.checks[0].message).toContain('symbolic link');
    await rm(outside, { recursive: true });
  });

  it('reads a mounted Kubernetes secret, and sees it change', async () => {
    await mkdir(join(folder, '..2026_01'));
    await write('..2026_01/a.json', await vendor.issue({ licenseId: 'LIC-A' }));
    await symlink('..2026_01', join(folder, '..data'));
    await symlink('..data/a.json', join(folder, 'a.json'));
    await start();
    expect((await list())[0]).toMatchObject({ maxUsers: 100 });

    await mkdir(join(folder, '..2026_02'));
    await write(
      '..2026_02/a.json',
      await vendor.issue({
        licenseId: 'LIC-A',
        maxUsers: 150,
        issuedAt: minutesFromNow(-1),
      }),
    );
    await symlink('..2026_02', join(folder, '..data_tmp'));
    await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    const { body } = await backend.post('/refresh').expect(200);
    expect(body.overview.capacity).toBe(150);
  });

  describe('that are looked at again while somebody asks', () => {
    const SECONDS = 1000;
    let later = 0;

    beforeEach(async () => {
      later = 0;
      const now = performance.now.bind(performance);
      jest
        .spyOn(performance, 'now')
        .mockImplementation(() => now() + later * SECONDS);
      await write('a.json', await vendor.issue({ licenseId: 'LIC-A' }));
      await start({ schedule: MANUAL_SCHEDULE });
      await until(capacity, seats => seats === 100);
    });
    afterEach(() => jest.restoreAllMocks());

    const change = async () =>
      write('a.json', await vendor.issue({ licenseId: 'LIC-A', maxUsers: 7 }));

    it('show a change within seconds, without a refresh', async () => {
      await change();
      later = 10;
      expect(await capacity()).toBe(100);
      later = 16;
      await until(capacity, seats => seats === 7);
    });

    it('keep nobody on what was read long ago', async () => {
      await change();
      later = 3600;
      expect(await capacity()).toBe(7);
    });

    it('are the same as long as their bytes are', async () => {
      const ledger = () => backend.get('/security/checkpoint').expect(200);
      const { body: before } = await ledger();
      const [shown] = await list();
      const verify = jest.spyOn(DocumentVerifier.prototype, 'verify');
      await utimes(join(folder, 'a.json'), 0, 0);
      later = 3600;
      expect(await list()).toEqual([shown]);
      expect(verify).not.toHaveBeenCalled();
      expect((await ledger()).body).toEqual(before);
    });

    it('show a change of the same length and time', async () => {
      const file = await vendor.issue({ licenseId: 'LIC-A', maxUsers: 100 });
      await write('a.json', file.replace('"maxUsers": 100', '"maxUsers": 900'));
      await utimes(join(folder, 'a.json'), 0, 0);
      later = 3600;
      expect(await capacity()).toBe(0);
      await write('a.json', file);
      await utimes(join(folder, 'a.json'), 0, 0);
      later = 7200;
      expect(await capacity()).toBe(100);
    });
  });

  it('take as many statements, however many they are', async () => {
    const measure = async (count: number) => {
      const others = await mkdtemp(join(tmpdir(), 'license-files-'));
      await Promise.all(
        Array.from({ length: count }, async (_, index) =>
          writeFile(
            join(others, `${index}.json`),
            await vendor.issue({ licenseId: `LIC-FILE-${index}` }),
          ),
        ),
      );
      await start({ files: [others], schedule: MANUAL_SCHEDULE });
      await backend.post('/security/validation').expect(200);
      expect(await capacity()).toBe(100 * count);
      const statements = new Statements(backend.knex);
      const measureOnce = async (licenseId: string) => {
        const file = await vendor.issue({ licenseId });
        const { get, post, delete: remove } = backend;
        return {
          overview: await statements.of(() => get('/overview').expect(200)),
          list: await statements.of(() => get('/licenses').expect(200)),
          preview: await statements.of(() =>
            post('/licenses/preview', file).expect(200),
          ),
          install: await statements.of(() =>
            post('/licenses', file).expect(201),
          ),
          delete: await statements.of(() =>
            remove(`/licenses/${licenseId}`).expect(204),
          ),
        };
      };
      // The scheduler may wake a task in between.
      const [one, other] = [
        await measureOnce('LIC-NEW-1'),
        await measureOnce('LIC-NEW-2'),
      ];
      await rm(others, { recursive: true });
      return Object.entries(one).map(([name, number]) => [
        name,
        Math.min(number, other[name as keyof typeof other]),
      ]);
    };
    const few = await measure(5);
    await backend.stop();
    expect(await measure(300)).toEqual(few);
  }, 60_000);

  it('cannot be deleted through the API', async () => {
    await write('a.json', await vendor.issue({ licenseId: 'LIC-A' }));
    await write('bad.json', 'broken');
    await start();
    const { body } = await backend.delete('/licenses/LIC-A').expect(409);
    expect(body.error.message).toContain('license.files');
    await backend.delete('/licenses/file:a.json').expect(404);
    await backend.delete('/licenses/file:bad.json').expect(409);
  });

  it('counts the later of file and upload once; deleting the upload brings the file back', async () => {
    await write('a.json', await vendor.issue({ licenseId: 'LIC-A' }));
    await start();
    const later = await vendor.issue({
      licenseId: 'LIC-A',
      maxUsers: 150,
      issuedAt: minutesFromNow(-1),
    });
    const { body } = await backend.post('/licenses', later).expect(201);
    expect(body.after.capacity).toBe(150);
    expect(await list()).toEqual([
      expect.objectContaining({ source: 'upload', maxUsers: 150 }),
    ]);

    await backend.delete('/licenses/LIC-A').expect(204);
    expect(await list()).toEqual([
      expect.objectContaining({ source: 'file', maxUsers: 100 }),
    ]);
    await backend.delete('/licenses/LIC-A').expect(409);
  });

  it('takes the upload of what is in a file as installed', async () => {
    const file = await vendor.issue({ licenseId: 'LIC-A' });
    await write('a.json', file);
    await start();
    const { body } = await backend.post('/licenses', file).expect(200);
    expect(body.license.source).toBe('file');
    expect(await backend.knex('license_documents')).toEqual([]);
  });

  it('takes no upload older than what a file held once', async () => {
    const old = await vendor.issue({ licenseId: 'LIC-A' });
    await write(
      'a.json',
      await vendor.issue({ licenseId: 'LIC-A', issuedAt: minutesFromNow(-1) }),
    );
    await write('b.json', await vendor.issue({ licenseId: 'LIC-B' }));
    await start();
    expect(await list()).toHaveLength(2);
    await unlink(join(folder, 'a.json'));
    await backend.post('/refresh').expect(200);
    expect((await list()).map(({ licenseId }) => licenseId)).toEqual(['LIC-B']);
    await backend.post('/licenses', old).expect(409);
  });

  it('tells what a refresh changed', async () => {
    await write(
      'a.json',
      await vendor.issue({ licenseId: 'LIC-A', validUntil: day(100) }),
    );
    await start();
    const first = await backend.post('/refresh').expect(200);
    expect(first.body.checked).toBe(1);

    const second = await backend.post('/refresh').expect(200);
    expect(second.body.changed).toEqual([]);

    await write('b.json', await vendor.issue({ licenseId: 'LIC-B' }));
    await write(
      'a.json',
      await vendor.issue({ licenseId: 'LIC-A', validUntil: day(-1) }),
    );
    const third = await backend.post('/refresh').expect(200);
    expect(third.body).toMatchObject({
      checked: 2,
      changed: ['LIC-A', 'LIC-B'],
      overview: { capacity: 100, licensesTotal: 1 },
    });
  });
});

describeOnDatabases('trusted keys', newDatabase => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'license-keys-'));
  });
  afterEach(async () => rm(folder, { recursive: true }));

  it('are read from files again at refresh, and a broken file leaves those in use', async () => {
    const first = await Vendor.create('first');
    const second = await Vendor.create('second');
    const path = join(folder, 'keys.json');
    const writeKeys = (...keys: object[]) =>
      writeFile(path, JSON.stringify({ keys }));
    await writeKeys(first.publicJwk);
    const backend = await startLicenseBackend({
      knex: await newDatabase(),
      license: { trustedKeys: { files: [path] } },
    });
    const file = await second.issue();
    await backend.post('/licenses', file).expect(400);

    await writeKeys(first.publicJwk, second.publicJwk);
    const { body } = await backend.post('/refresh').expect(200);
    expect(body.overview.trustedKeys).toBe(2);
    await backend.post('/licenses', file).expect(201);

    await writeFile(path, 'broken');
    const refused = await backend.post('/refresh').expect(409);
    expect(refused.body.error.message).toContain(
      'license.trustedKeys.files[0]',
    );
    const overview = await backend.get('/overview').expect(200);
    expect(overview.body).toMatchObject({ trustedKeys: 2, capacity: 100 });
    await backend.stop();
  });

  it('are needed: without one no license verifies, and the plugin says so', async () => {
    const vendor = await Vendor.create();
    const backend = await startLicenseBackend({ knex: await newDatabase() });
    const { body } = await backend
      .post('/licenses', await vendor.issue())
      .expect(400);
    expect(body.error.message).toContain('license.trustedKeys');
    expect(backend.logs.join('\n')).toContain('No key is trusted');
    await backend.stop();
  });
});
