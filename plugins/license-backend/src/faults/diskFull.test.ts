import { existsSync } from 'node:fs';
import fs, { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { Vendor } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';

jest.setTimeout(120_000);

/** A device of Linux on which there is never any space left. */
const FULL_DEVICE = '/dev/full';

describeOnDatabases('a disk with no space for the checkpoint', newDatabase => {
  let folder: string;
  let file: string;
  let vendor: Vendor;
  let portal: WatchedPortal;
  let full: jest.SpyInstance | undefined;

  /** From now on whatever is to take the place of the file is written where there is no space. */
  function fillDisk() {
    const { open } = fs;
    const onFullDisk = async (
      ...[path, flags, mode]: Parameters<typeof open>
    ) => {
      if (!basename(`${path}`).startsWith(`${basename(file)}.`)) {
        return open(path, flags, mode);
      }
      if (existsSync(FULL_DEVICE)) {
        return open(FULL_DEVICE, 'w');
      }
      throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    full = jest.spyOn(fs, 'open').mockImplementation(onFullDisk);
  }

  const freeDisk = () => full?.mockRestore();

  const inFile = async () => JSON.parse(await readFile(file, 'utf8'));
  const complaints = () =>
    portal.backend.logs.filter(line =>
      /checkpointFile cannot be written \(ENOSPC\)/.test(line),
    );

  async function expectQuiet() {
    expect(await portal.scan()).toBe(0);
    expect(await portal.events('all')).toEqual([]);
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'license-disk-'));
    file = join(folder, 'checkpoint.json');
    vendor = await Vendor.create();
    portal = await WatchedPortal.start({
      knex: await newDatabase(),
      vendor,
      license: { integrity: { checkpointFile: file } },
    });
    await portal.upload(await vendor.issue({ licenseId: 'LIC-BEFORE' }));
  });
  afterEach(async () => {
    freeDisk();
    await portal.backend.stop();
    await rm(folder, { recursive: true });
  });

  it('takes uploads all the same, and keeps the checkpoint before', async () => {
    const before = await inFile();
    expect(before).toEqual(await portal.checkpoint());
    fillDisk();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-MEANWHILE' }));
    expect(complaints()).toHaveLength(1);
    await portal.delete('LIC-MEANWHILE');
    expect(complaints()).toHaveLength(2);
    expect(await inFile()).toEqual(before);
    expect((await portal.checkpoint()).sequence).toBe(before.sequence + 2);
    await expectQuiet();
    expect(await inFile()).toEqual(before);
  });

  it('keeps a checkpoint that is behind from looking like tampering, over a restart too', async () => {
    const before = await inFile();
    fillDisk();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-MEANWHILE' }));
    portal = await portal.restart();
    await expectQuiet();
    expect(await inFile()).toEqual(before);
  });

  it('has the file at the head again as soon as there is space', async () => {
    fillDisk();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-MEANWHILE' }));
    expect(await inFile()).not.toEqual(await portal.checkpoint());
    freeDisk();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-AFTER' }));
    expect(await inFile()).toEqual(await portal.checkpoint());
    expect(await readdir(folder)).toEqual(['checkpoint.json']);
    portal = await portal.restart();
    await expectQuiet();
    expect(await portal.capacity()).toBe(300);
  });
});
