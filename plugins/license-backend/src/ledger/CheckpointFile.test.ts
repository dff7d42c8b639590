import { mockServices } from '@backstage/backend-test-utils';
import { execFileSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs, {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unprivileged } from '../__testUtils__/unprivileged';
import { CheckpointFile, LedgerHead } from './CheckpointFile';

let root: string;
let folder: string;
let path: string;

const logger = mockServices.logger.mock();
const file = (at = path) => new CheckpointFile(at, logger);
const headOf = (sequence: number): LedgerHead => ({
  sequence,
  digest: String(sequence % 10).repeat(64),
  recordedAt: '2026-08-01T00:00:00.000Z',
});
const warnings = () => logger.warn.mock.calls.map(([message]) => message);

beforeEach(async () => {
  jest.clearAllMocks();
  root = await mkdtemp(join(tmpdir(), 'license-checkpoint-'));
  await chmod(root, 0o755);
  folder = join(root, 'volume');
  await mkdir(folder);
  path = join(folder, 'head.json');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(root, { recursive: true });
});

describe('reading', () => {
  it('yields nothing, and says nothing, if there is no file', async () => {
    expect(await file().read()).toBeUndefined();
    expect(await file(join(root, 'absent/head.json')).read()).toBeUndefined();
    expect(warnings()).toEqual([]);
  });

  it.each([
    '',
    '{}',
    'null',
    `${' '.repeat(5000)}${JSON.stringify(headOf(1))}`,
  ])(
    'yields nothing if the file holds no checkpoint, which the next one replaces',
    async text => {
      await writeFile(path, text);
      expect(await file().read()).toBeUndefined();
      expect(warnings()).toEqual([
        expect.stringContaining('does not hold a checkpoint'),
      ]);
      await file().write(headOf(1));
      expect(await file().read()).toEqual(headOf(1));
    },
  );

  it('does not wait for the writer of a pipe', async () => {
    execFileSync('mkfifo', [path]);
    expect(await file().read()).toBeUndefined();
    expect(warnings()).toEqual([expect.stringContaining('It is a pipe')]);
  });

  it('says that the file is not readable', async () => {
    await writeFile(path, JSON.stringify(headOf(1)));
    await chmod(path, 0o000);
    expect(await unprivileged(() => file().read())).toBeUndefined();
    expect(warnings()).toEqual([expect.stringContaining('EACCES')]);
  });
});

describe('writing', () => {
  it('keeps the head for this user alone', async () => {
    await file().write(headOf(1));
    await file().write(headOf(2));
    expect(await file().read()).toEqual(headOf(2));
    expect((await stat(path)).mode % 0o1000).toBe(0o600);
    expect(await readdir(folder)).toEqual(['head.json']);
    expect(warnings()).toEqual([]);
  });

  it('leaves a head that is further, or the same', async () => {
    await file().write(headOf(0));
    expect(await file().read()).toEqual(headOf(0));
    await file().write(headOf(7));
    const before = await stat(path);
    await file().write(headOf(7));
    await file().write(headOf(6));
    expect(await file().read()).toEqual(headOf(7));
    expect((await stat(path)).ino).toBe(before.ino);
    expect(await readdir(folder)).toEqual(['head.json']);
  });

  it('is done in a folder that is a link', async () => {
    await symlink(folder, join(root, 'link'));
    await file(join(root, 'link/head.json')).write(headOf(1));
    expect(await file().read()).toEqual(headOf(1));
  });

  it('leaves nothing behind if that link leads elsewhere meanwhile', async () => {
    const link = join(root, 'link');
    const open = fs.open;
    await symlink(folder, link);
    jest.spyOn(fs, 'open').mockImplementationOnce((async (
      ...args: Parameters<typeof open>
    ) => {
      const opened = await open(...args);
      await rm(link);
      await symlink(root, link);
      return opened;
    }) as never);
    await file(join(link, 'head.json')).write(headOf(1));
    expect(await readdir(folder)).toEqual(['head.json']);
  });

  it('says that the folder is missing', async () => {
    await file(join(root, 'absent/head.json')).write(headOf(1));
    expect(warnings()).toEqual([
      expect.stringContaining('cannot be written (ENOENT)'),
    ]);
  });

  it('says that the folder is not writable', async () => {
    await file().write(headOf(1));
    await chmod(path, 0o644);
    await chmod(folder, 0o555);
    await unprivileged(() => file().write(headOf(2)));
    expect(warnings()).toEqual([
      expect.stringContaining('cannot be written (EACCES)'),
    ]);
    expect(await file().read()).toEqual(headOf(1));
  });

  it.each(['rename', 'sync', 'writeFile', 'close'] as const)(
    'leaves the head before if %s fails, and the next write is tried',
    async step => {
      const failure = Object.assign(new Error('full'), { code: 'ENOSPC' });
      const one = file();
      await one.write(headOf(1));
      const open = fs.open;
      if (step === 'rename') {
        jest.spyOn(fs, 'rename').mockRejectedValueOnce(failure);
      } else {
        jest.spyOn(fs, 'open').mockImplementationOnce((async (
          ...args: Parameters<typeof open>
        ) => {
          const opened = await open(...args);
          const close = opened.close.bind(opened);
          opened[step] = async () => {
            await (step === 'close' && close());
            throw failure;
          };
          return opened;
        }) as never);
      }
      await one.write(headOf(2));
      expect(warnings()).toEqual([
        expect.stringContaining('cannot be written (ENOSPC)'),
      ]);
      expect(await one.read()).toEqual(headOf(1));
      expect(await readdir(folder)).toEqual(['head.json']);
      await one.write(headOf(3));
      expect(await one.read()).toEqual(headOf(3));
    },
  );
});

describe('who may write in the folder, too', () => {
  let victim: string;

  beforeEach(async () => {
    victim = join(root, 'victim');
    await writeFile(victim, 'precious');
  });
  const expectUntouched = async () =>
    expect(await readFile(victim, 'utf8')).toBe('precious');

  it('guesses no name that is written to', async () => {
    for (const name of ['tmp', `${process.pid}.tmp`, `${process.pid}`]) {
      await symlink(victim, `${path}.${name}`);
    }
    await file().write(headOf(1));
    expect(await file().read()).toEqual(headOf(1));
    expect(await readdir(folder)).toHaveLength(4);
    await expectUntouched();
  });

  it('leads no write elsewhere, even at the right name', async () => {
    const name = '00000000-0000-4000-8000-000000000000';
    jest.spyOn(crypto, 'randomUUID').mockReturnValue(name);
    await symlink(victim, `${path}.${name}.tmp`);
    await file().write(headOf(1));
    expect(warnings()).toEqual([
      expect.stringContaining('cannot be written (EEXIST)'),
    ]);
    await expectUntouched();
  });

  it.each(['a link', 'a pipe', 'a folder'])(
    'puts %s there, which is neither written to nor replaced',
    async what => {
      if (what === 'a link') {
        await symlink(victim, path);
      } else if (what === 'a pipe') {
        execFileSync('mkfifo', [path]);
      } else {
        await mkdir(path);
      }
      const before = await fs.lstat(path);
      await file().write(headOf(1));
      expect((await fs.lstat(path)).ino).toBe(before.ino);
      expect(await readdir(folder)).toEqual(['head.json']);
      expect(warnings()).toEqual([
        expect.stringContaining('not a regular file'),
      ]);
      await expectUntouched();
    },
  );
});

describe('several at once', () => {
  it('never make this replica go back', async () => {
    const one = file();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => one.write(headOf(index))),
    );
    expect(await one.read()).toEqual(headOf(19));
  });

  it('never show a part of a head, from two replicas', async () => {
    await file().write(headOf(0));
    let isDone = false;
    const writeAll = async (one: CheckpointFile) => {
      for (let sequence = 1; sequence <= 100; sequence++) {
        await one.write(headOf(sequence));
      }
    };
    const readAll = async () => {
      while (!isDone) {
        const head = await file().read();
        expect(head).toEqual(headOf(head?.sequence ?? -1));
      }
    };
    const reading = readAll();
    await Promise.all([writeAll(file()), writeAll(file())]);
    isDone = true;
    await reading;
    expect(warnings()).toEqual([]);
    expect(await readdir(folder)).toEqual(['head.json']);
  });
});
