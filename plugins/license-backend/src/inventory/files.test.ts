import { JsonObject } from '@backstage/types';
import {
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  describeOnDatabases,
  StartedBackend,
  startLicenseBackend,
} from '../__testUtils__/startLicenseBackend';
import { day, minutesFromNow, Vendor } from '../__testUtils__/Vendor';

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
  const list = async () =>
    (await backend.get('/licenses').expect(200)).body.items;

  beforeEach(async () => {
    vendor = await Vendor.create();
    folder = await mkdtemp(join(tmpdir(), 'license-files-'));
  });
  afterEach(async () => {
    await backend.stop();
    await rm(folder, { recursive: true });
  });

  it('reads the JSON files of a folder, not deeper', async () => {
    await write('a.json', await vendor.issue({ licenseId: 'LIC-A' }));
    await write('notes.txt', 'not a license');
    await write('.hidden.json', 'not a license');
    await mkdir(join(folder, 'deeper.json'));
    await write('deeper.json/b.json', await vendor.issue());
    await start();
    expect(await list()).toEqual([
      expect.objectContaining({
        licenseId: 'LIC-A',
        status: 'active',
        source: 'file',
        installedBy: 'file:a.json',
        installedAt: expect.stringMatching(/Z$/),
      }),
      {
        licenseId: 'file:deeper.json',
        status: 'invalid',
        source: 'file',
        installedBy: 'file:deeper.json',
        installedAt: expect.stringMatching(/Z$/),
      },
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

  it('tells of a path that is not there', async () => {
    await start({ files: [join(folder, 'missing.json')] });
    const { body } = await backend
      .get('/licenses/file:missing.json')
      .expect(200);
    expect(body.checks[0].message).toContain('ENOENT');
    expect(JSON.stringify(body)).not.toContain(folder);
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

  it('cannot be deleted through the API', async () => {
    await write('a.json', await vendor.issue({ licenseId: 'LIC-A' }));
    await start();
    const { body } = await backend.delete('/licenses/LIC-A').expect(409);
    expect(body.error.message).toContain('license.files');
    await backend.delete('/licenses/file:a.json').expect(404);
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
    expect(await backend.knex('licenses')).toEqual([]);
  });

  it('takes no upload older than what a file held once', async () => {
    const old = await vendor.issue({ licenseId: 'LIC-A' });
    await write(
      'a.json',
      await vendor.issue({ licenseId: 'LIC-A', issuedAt: minutesFromNow(-1) }),
    );
    await start();
    expect(await list()).toHaveLength(1);
    await unlink(join(folder, 'a.json'));
    await backend.post('/refresh').expect(200);
    expect(await list()).toEqual([]);
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
