import { existsSync } from 'node:fs';
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeOnDatabases } from '../__testUtils__/startLicenseBackend';
import { Vendor } from '../__testUtils__/Vendor';
import { WatchedPortal } from '../__testUtils__/WatchedPortal';

jest.setTimeout(120_000);

/** A device of Linux on which there is never any space left; elsewhere a folder is in the way of the file. */
const FULL_DEVICE = '/dev/full';

describeOnDatabases('a disk with no space for the checkpoint', newDatabase => {
  let folder: string;
  let file: string;
  let vendor: Vendor;
  let portal: WatchedPortal;

  /** What the backend writes before it takes the place of the file. */
  const temporary = () => `${file}.${process.pid}.tmp`;

  const freeDisk = () => rm(temporary(), { recursive: true, force: true });

  /** For one attempt to write, which can clear it away. */
  async function fillDisk() {
    await freeDisk();
    await (existsSync(FULL_DEVICE)
      ? symlink(FULL_DEVICE, temporary())
      : mkdir(temporary()));
  }

  const inFile = async () => JSON.parse(await readFile(file, 'utf8'));
  const complaints = () =>
    portal.backend.logs.filter(line =>
      /checkpointFile cannot be written \((ENOSPC|EISDIR)\)/.test(line),
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
    await portal.backend.stop();
    await rm(folder, { recursive: true });
  });

  it('takes uploads all the same, and keeps the checkpoint before', async () => {
    const before = await inFile();
    expect(before).toEqual(await portal.checkpoint());
    await fillDisk();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-MEANWHILE' }));
    expect(complaints()).toHaveLength(1);
    await fillDisk();
    await portal.delete('LIC-MEANWHILE');
    expect(complaints()).toHaveLength(2);
    expect(await inFile()).toEqual(before);
    expect((await portal.checkpoint()).sequence).toBe(before.sequence + 2);
    await fillDisk();
    await expectQuiet();
    expect(await inFile()).toEqual(before);
  });

  it('keeps a checkpoint that is behind from looking like tampering, over a restart too', async () => {
    const before = await inFile();
    await fillDisk();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-MEANWHILE' }));
    portal = await portal.restart();
    await fillDisk();
    await expectQuiet();
    expect(await inFile()).toEqual(before);
  });

  it('has the file at the head again as soon as there is space', async () => {
    await fillDisk();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-MEANWHILE' }));
    expect(await inFile()).not.toEqual(await portal.checkpoint());
    await freeDisk();
    await portal.upload(await vendor.issue({ licenseId: 'LIC-AFTER' }));
    expect(await inFile()).toEqual(await portal.checkpoint());
    expect(await readdir(folder)).toEqual(['checkpoint.json']);
    portal = await portal.restart();
    await expectQuiet();
    expect(await portal.capacity()).toBe(300);
  });
});
