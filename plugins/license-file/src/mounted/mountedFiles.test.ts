import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs, {
  chmod,
  mkdir,
  mkdtemp,
  rename,
  rm,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unprivileged } from '../__testUtils__/unprivileged';
import { MAX_LICENSE_FILE_BYTES } from '../reading/readJsonObject';
import { readMountedFile, readMountedFiles } from './mountedFiles';

jest.setTimeout(60_000);

const GOOD = '{"good":true}';
const OUTSIDE = 'nobody may see this';

/** Swaps a file, and the folder that its link leads through, as fast as it can. */
const SWAPPER = `
  const fs = require('node:fs');
  process.chdir(process.argv[1]);
  const put = (from, to) => {
    fs.linkSync(from, 'new');
    fs.renameSync('new', to);
  };
  fs.writeFileSync('good', '${GOOD}');
  fs.symlinkSync('..dated/license.json', 'inner');
  const round = () => {
    put('good', 'licenses/license.json');
    put('link', 'licenses/license.json');
    put('pipe', 'licenses/license.json');
    put('inner', 'licenses/license.json');
    fs.renameSync('licenses/..dated', 'licenses/..aside');
    fs.symlinkSync('../outside', 'licenses/..dated');
    fs.unlinkSync('licenses/..dated');
    fs.renameSync('licenses/..aside', 'licenses/..dated');
  };
  const go = () => {
    for (let count = 0; count < 50; count++) round();
    setImmediate(go);
  };
  // Ends with the test, however that ends.
  process.stdin.resume().on('end', () => process.exit());
  round();
  console.log('ready');
  go();
`;

let root: string;
let folder: string;
let outside: string;

const path = (name: string) => join(folder, name);
const read = (...paths: string[]) => readMountedFiles({ paths, documents: [] });
const textOf = ({ bytes }: { bytes: Uint8Array }) =>
  Buffer.from(bytes).toString();
const makePipe = (at: string) => execFileSync('mkfifo', [at]);
const faultsOf = async (...paths: string[]) =>
  Object.fromEntries(
    (await read(...paths)).map(({ name, fault }) => [name, fault]),
  );

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'license-mounted-'));
  await chmod(root, 0o755);
  folder = join(root, 'licenses');
  await mkdir(folder);
  outside = join(root, 'outside');
  await mkdir(outside);
  await writeFile(join(outside, 'license.json'), OUTSIDE);
});
afterEach(async () => {
  jest.restoreAllMocks();
  await rm(root, { recursive: true });
});

describe('a folder of license files', () => {
  it('yields those whose names are meant, sorted by code units', async () => {
    // The last two would be the other way round by code points, or by the bytes of UTF-8.
    const wanted = [
      'B.JSON',
      'LICENSE',
      'a.json',
      'b.Lic',
      'c.license',
      'd',
      '\u{1f511}',
      '\uff4b',
    ];
    const others = ['.hidden.json', '.e', 'README.md', 'x.json.bak', 'y.', 'z'];
    for (const name of [...wanted, ...others.slice(0, 5)].reverse()) {
      await writeFile(path(name), name);
    }
    await mkdir(path('z'));
    await writeFile(path('z/deeper.json'), GOOD);
    expect((await read(folder)).map(file => [file.name, textOf(file)])).toEqual(
      wanted.map(name => [name, name]),
    );
  });

  it('yields exactly the bytes of a file, and their digest', async () => {
    await writeFile(path('a.json'), GOOD);
    const [file] = await read(folder);
    expect(file).toEqual({
      name: 'a.json',
      bytes: new Uint8Array(Buffer.from(GOOD)),
      digest: createHash('sha256').update(GOOD).digest('hex'),
    });
    expect(file.bytes.buffer.byteLength).toBe(GOOD.length);
  });

  it.each([
    [MAX_LICENSE_FILE_BYTES, MAX_LICENSE_FILE_BYTES],
    [MAX_LICENSE_FILE_BYTES + 1, MAX_LICENSE_FILE_BYTES + 1],
    [3 * MAX_LICENSE_FILE_BYTES, MAX_LICENSE_FILE_BYTES + 1],
    [0, 0],
  ])('yields of a file of %i bytes %i', async (size, length) => {
    await writeFile(path('a.json'), Buffer.alloc(size));
    const [file] = await read(folder);
    expect(file).not.toHaveProperty('fault');
    expect(file.bytes).toHaveLength(length);
  });

  it('may be reached by a link', async () => {
    await writeFile(path('a.json'), GOOD);
    await symlink(folder, join(root, 'link'));
    expect((await read(join(root, 'link'))).map(textOf)).toEqual([GOOD]);
  });

  it('yields no file that is gone before it is opened', async () => {
    await writeFile(path('a.json'), GOOD);
    await writeFile(path('b.json'), GOOD);
    const realpath = fs.realpath;
    jest.spyOn(fs, 'realpath').mockImplementation((async (target: string) => {
      if (target !== folder) {
        await rm(path('b.json'), { force: true });
      }
      return realpath(target);
    }) as never);
    expect(await faultsOf(folder)).toEqual({ 'a.json': undefined });
  });

  it('yields a row for a file whose name is not UTF-8', async () => {
    await writeFile(
      Buffer.concat([
        Buffer.from(`${folder}/`),
        Buffer.of(0xe4),
        Buffer.from('.json'),
      ]),
      GOOD,
    );
    expect(Object.keys(await faultsOf(folder))).toEqual(['\ufffd.json']);
  });

  it('keeps reads in flight, but not all at once', async () => {
    for (let index = 0; index < 100; index++) {
      await writeFile(path(`${index}.json`), GOOD);
    }
    let inFlight = 0;
    let most = 0;
    const open = fs.open;
    jest.spyOn(fs, 'open').mockImplementation((async (
      ...args: Parameters<typeof open>
    ) => {
      const file = await open(...args);
      const close = file.close.bind(file);
      inFlight += 1;
      most = Math.max(most, inFlight);
      file.close = async () => {
        inFlight -= 1;
        return close();
      };
      return file;
    }) as never);
    expect(await read(folder)).toHaveLength(100);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(16);
  });

  it('resolves the folder once, and lets no file open', async () => {
    await writeFile(path('a.json'), GOOD);
    await writeFile(path('b.json'), GOOD);
    await symlink(outside, path('c.json'));
    const realpath = jest.spyOn(fs, 'realpath');
    const open = jest.spyOn(fs, 'open');
    await read(folder);
    const resolved = realpath.mock.calls.map(([target]) => target);
    expect(resolved.filter(target => target === folder)).toHaveLength(1);
    for (const { value } of open.mock.results) {
      expect((await value).fd).toBe(-1);
    }
  });

  it('is left as soon as nobody waits for it', async () => {
    for (let index = 0; index < 100; index++) {
      await writeFile(path(`${index}.json`), GOOD);
    }
    const controller = new AbortController();
    const open = fs.open;
    const opened = jest.spyOn(fs, 'open').mockImplementation((async (
      ...args: Parameters<typeof open>
    ) => {
      controller.abort(new Error('nobody waits'));
      return open(...args);
    }) as never);
    await expect(
      readMountedFiles({
        paths: [folder],
        documents: [],
        signal: controller.signal,
      }),
    ).rejects.toThrow('nobody waits');
    expect(opened.mock.calls.length).toBeLessThanOrEqual(16);
  });
});

describe('a path that yields no license file', () => {
  const placeOf = async (target: string) => {
    const places = await read(target);
    expect(places).toEqual([
      {
        name: expect.any(String),
        bytes: new Uint8Array(),
        digest: '',
        fault: expect.stringMatching(/^[A-Z].*\.$/),
        remedy: expect.stringMatching(/^[A-Z].*\.$/),
        isPlace: true,
      },
    ]);
    return places[0];
  };

  it('says that it is missing', async () => {
    expect(await placeOf(path('absent'))).toMatchObject({
      name: 'absent',
      fault: 'There is no file or folder at this path.',
    });
  });

  it('says that it is a link that leads nowhere', async () => {
    await symlink(path('absent'), path('a.json'));
    expect((await placeOf(path('a.json'))).fault).toContain('leads nowhere');
  });

  it('says that it is an empty folder', async () => {
    expect(await placeOf(`${folder}/`)).toMatchObject({
      name: 'licenses',
      fault: 'It is an empty folder.',
    });
  });

  it('says which other names it holds, up to three', async () => {
    await writeFile(path('.keep'), '');
    await writeFile(path('b.md'), '');
    expect((await placeOf(folder)).fault).toBe(
      'The folder holds only other names: "b.md", ".keep".',
    );
    await writeFile(path('a.txt'), '');
    await mkdir(path('lost+found'));
    await writeFile(path('c.pem'), '');
    expect((await placeOf(folder)).fault).toBe(
      'The folder holds only other names: "a.txt", "b.md", "c.pem" and 2 more.',
    );
  });

  it.each(['a folder', 'a file'])(
    'says that %s is not readable',
    async what => {
      const target = what === 'a file' ? path('a.json') : folder;
      await writeFile(path('a.json'), GOOD);
      await chmod(target, 0o000);
      const place = await unprivileged(() => placeOf(target));
      await chmod(target, 0o700);
      expect(place.fault).toBe('It cannot be read (EACCES).');
      expect(place.remedy).toContain('user that the backend runs as');
    },
  );

  it('says so of what no path can be', async () => {
    expect((await placeOf('a\0b')).fault).toContain('ERR_INVALID_ARG_VALUE');
  });
});

describe('what is no file', () => {
  it('is a faulty row, and never opened', async () => {
    await mkdir(path('folder.json'));
    await symlink(path('absent'), path('lost.json'));
    makePipe(path('pipe.json'));
    const server = createServer().listen(path('socket.json'));
    await once(server, 'listening');
    const open = jest.spyOn(fs, 'open');
    const files = await read(folder);
    await new Promise(closed => server.close(closed));
    expect(files.map(({ name, fault }) => [name, fault])).toEqual([
      ['folder.json', 'It is a folder, not a file.'],
      ['lost.json', 'It is a symbolic link that leads nowhere.'],
      ['pipe.json', 'It is a pipe, not a file.'],
      ['socket.json', 'It is a socket, not a file.'],
    ]);
    expect(files.some(({ isPlace }) => isPlace)).toBe(false);
    expect(open).not.toHaveBeenCalled();
  });

  it('is a place if the configuration names it', async () => {
    makePipe(path('pipe'));
    expect(await read(path('pipe'), '/dev/zero')).toEqual([
      expect.objectContaining({
        fault: 'It is a pipe, not a file.',
        isPlace: true,
      }),
      expect.objectContaining({
        fault: 'It is a device, not a file.',
        isPlace: true,
      }),
    ]);
  });
});

describe('a symbolic link', () => {
  it('is followed as a Kubernetes secret needs it, also as the path itself', async () => {
    await mkdir(path('..2026_08_01'));
    await writeFile(path('..2026_08_01/license.json'), GOOD);
    await symlink('..2026_08_01', path('..data'));
    await symlink('..data/license.json', path('license.json'));
    await symlink('..data', path('team'));
    expect((await read(folder)).map(textOf)).toEqual([GOOD]);
    expect((await read(path('license.json'))).map(textOf)).toEqual([GOOD]);
  });

  it('is not followed out of its folder', async () => {
    await symlink(join(outside, 'license.json'), path('a.json'));
    await symlink(outside, path('..data'));
    await symlink('..data/license.json', path('b.json'));
    // Its name begins as the folder's does.
    await mkdir(join(root, 'licenses-old'));
    await writeFile(join(root, 'licenses-old/c.json'), OUTSIDE);
    await symlink('../licenses-old/c.json', path('c.json'));
    await symlink('/proc/self/environ', path('d.json'));
    for (const files of [
      await read(folder),
      await read(...['a', 'b', 'c', 'd'].map(name => path(`${name}.json`))),
    ]) {
      expect(files).toHaveLength(4);
      for (const { bytes, fault } of files) {
        expect(bytes).toHaveLength(0);
        expect(fault).toContain('symbolic link out of its folder');
      }
    }
  });
});

describe('what is swapped between looking and opening', () => {
  type Open = (
    ...args: Parameters<typeof fs.open>
  ) => ReturnType<typeof fs.open>;

  /** Opens in another way, as if something happened at that moment. */
  function onOpen(openAs: (open: Open, ...args: Parameters<Open>) => unknown) {
    const open = fs.open;
    jest
      .spyOn(fs, 'open')
      .mockImplementation(((...args: Parameters<Open>) =>
        openAs(open, ...args)) as never);
  }

  async function expectRefused() {
    const [file, ...others] = await read(folder);
    expect(others).toEqual([]);
    expect(textOf(file)).toBe('');
    expect(file.fault).toBeDefined();
  }

  beforeEach(async () => {
    await mkdir(path('..dated'));
    await writeFile(path('..dated/license.json'), GOOD);
    await symlink('..dated/license.json', path('license.json'));
  });

  it('is not even opened if it is a link by then', async () => {
    const codes: unknown[] = [];
    onOpen(async (open, target, ...others) => {
      await rm(target);
      await symlink(join(outside, 'license.json'), target);
      return open(target, ...others)
        .catch(error => {
          codes.push(error.code);
          throw error;
        })
        .finally(async () => {
          await rm(target);
          await writeFile(target, GOOD);
        });
    });
    await expectRefused();
    expect(new Set(codes)).toEqual(new Set(['ELOOP']));
  });

  it('is refused, without waiting, if it is a pipe by then', async () => {
    onOpen(async (open, target, ...others) => {
      await rm(target);
      makePipe(String(target));
      return open(target, ...others).finally(async () => {
        await rm(target);
        await writeFile(target, GOOD);
      });
    });
    await expectRefused();
  });

  it.each(['told by the system', 'looked up'])(
    'is refused if it was in a folder outside for a moment, %s',
    async how => {
      if (how === 'looked up') {
        jest.spyOn(fs, 'readlink').mockRejectedValue(new Error('no /proc'));
      }
      onOpen(async (open, ...args) => {
        await rename(path('..dated'), path('..aside'));
        await symlink(outside, path('..dated'));
        const file = await open(...args);
        await unlink(path('..dated'));
        await rename(path('..aside'), path('..dated'));
        return file;
      });
      await expectRefused();
    },
  );

  it('is looked up where no system tells it', async () => {
    jest.spyOn(fs, 'readlink').mockRejectedValue(new Error('no /proc'));
    expect((await read(folder)).map(textOf)).toEqual([GOOD]);
  });

  it('is read anew if it is an update, as of a Kubernetes secret', async () => {
    let count = 0;
    onOpen(async (open, target, ...others) => {
      if (count === 0) {
        await rename(path('..dated'), path('..next'));
        await symlink('..next/license.json', path('next'));
        await rename(path('next'), path('license.json'));
      }
      count += 1;
      return open(target, ...others);
    });
    expect((await read(folder)).map(textOf)).toEqual([GOOD]);
    expect(count).toBe(2);
  });

  it.each(['', GOOD + GOOD])(
    'is a faulty row if it becomes %j while it is read',
    async text => {
      const file = path('..dated/license.json');
      onOpen(async (open, ...args) => {
        await writeFile(file, GOOD);
        const opened = await open(...args);
        const look = opened.stat.bind(opened);
        opened.stat = (async () => {
          const stats = await look();
          await writeFile(file, text);
          return stats;
        }) as never;
        return opened;
      });
      await expectRefused();
    },
  );

  it('never lets a reader see a file outside, nor wait', async () => {
    await makePipe(join(root, 'pipe'));
    await symlink(join(outside, 'license.json'), join(root, 'link'));
    const swapper = spawn(process.execPath, ['-e', SWAPPER, root], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    try {
      await once(swapper.stdout, 'data');
      const seen = new Set<string>();
      for (let round = 0; round < 3_000; round++) {
        const [listed, named] = await Promise.all([
          read(folder),
          readMountedFile(path('license.json'), 100),
        ]);
        for (const file of [...listed, named]) {
          seen.add(textOf(file));
        }
      }
      // Neither was it all faults.
      expect([...seen].sort()).toEqual(['', GOOD]);
    } finally {
      const exited = once(swapper, 'exit');
      swapper.kill();
      await exited;
    }
  });
});

describe('the texts of license.documents', () => {
  const readTexts = (...documents: string[]) =>
    readMountedFiles({ paths: [], documents });

  it('are named by their place', async () => {
    expect(await readTexts('a', 'ä')).toEqual([
      {
        name: 'config:0',
        bytes: new Uint8Array(Buffer.from('a')),
        digest: createHash('sha256').update('a').digest('hex'),
      },
      {
        name: 'config:1',
        bytes: new Uint8Array(Buffer.from('ä')),
        digest: createHash('sha256').update('ä').digest('hex'),
      },
    ]);
  });

  it('are seen to be too long', async () => {
    const [{ bytes }] = await readTexts('ä'.repeat(MAX_LICENSE_FILE_BYTES));
    expect(bytes).toHaveLength(MAX_LICENSE_FILE_BYTES + 1);
    expect(bytes.buffer.byteLength).toBe(MAX_LICENSE_FILE_BYTES + 1);
  });

  it.each(['', ' \n'])('are places if they are empty (%j)', async text => {
    expect(await readTexts(GOOD, text)).toEqual([
      expect.objectContaining({ name: 'config:0' }),
      {
        name: 'config:1',
        bytes: new Uint8Array(),
        digest: '',
        fault: 'license.documents[1] is empty.',
        remedy: expect.stringContaining('environment variable'),
        isPlace: true,
      },
    ]);
  });
});

describe('several of one name', () => {
  it('are told apart by a number', async () => {
    const other = join(root, 'other');
    await mkdir(other);
    for (const file of ['license', 'license#2', 'config:0']) {
      await writeFile(path(file), file);
    }
    await writeFile(join(other, 'license'), 'another');
    const files = await readMountedFiles({
      paths: [folder, other, join(root, 'absent/license'), other],
      documents: ['inline'],
    });
    expect(files.map(file => [file.name, textOf(file)])).toEqual([
      ['config:0', 'inline'],
      ['config:0#2', 'config:0'],
      ['license', 'license'],
      ['license#2', 'license#2'],
      ['license#3', 'another'],
      ['license#4', ''],
      ['license#5', 'another'],
    ]);
  });
});

describe('a file that is named by itself', () => {
  it.each([
    [13, 13],
    [12, 13],
    [5, 6],
  ])('with at most %i bytes yields %i', async (maxBytes, length) => {
    await writeFile(path('list.json'), GOOD);
    expect(await readMountedFile(path('list.json'), maxBytes)).toMatchObject({
      name: 'list.json',
      bytes: new Uint8Array(Buffer.from(GOOD.slice(0, length))),
    });
  });
});
