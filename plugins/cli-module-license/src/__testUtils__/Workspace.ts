import { JsonObject } from '@backstage/types';
import {
  LicenseDocument,
  RevocationList,
} from '@thetasecure/backstage-plugin-license-common';
import {
  CheckedFile,
  checkLicenseFile,
  checkRevocationList,
  createSigningKey,
  SigningKeyPair,
  signLicense,
  signRevocationList,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-file';
import { createHash } from 'node:crypto';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Outcome, runCommand, RunOptions } from './runCommand';

/** What a file holds: a text or bytes as they are, anything else as JSON. */
export type Content = string | Uint8Array | object;

const encode = (content: Content) =>
  typeof content === 'string' || content instanceof Uint8Array
    ? content
    : `${JSON.stringify(content, null, 2)}\n`;

const digestOf = (bytes: Uint8Array) =>
  createHash('sha256').update(bytes).digest('base64url');

/** A folder with the keys of a vendor in it: `signing-key.json` and `trusted-keys.json`, with the id `vendor-1`. */
export class Workspace {
  static readonly #made: Workspace[] = [];

  static async create(files: Record<string, Content> = {}): Promise<Workspace> {
    const folder = await mkdtemp(join(tmpdir(), 'clit-'));
    const keys = await createSigningKey({ kid: 'vendor-1' });
    const workspace = new Workspace(folder, keys);
    Workspace.#made.push(workspace);
    await workspace.write({
      'signing-key.json': keys.privateJwk,
      'trusted-keys.json': { keys: [keys.publicJwk] },
      ...files,
    });
    return workspace;
  }

  /** Removes all that were made. */
  static async removeAll(): Promise<void> {
    await Promise.all(
      Workspace.#made
        .splice(0)
        .map(({ folder }) => rm(folder, { recursive: true })),
    );
  }

  private constructor(readonly folder: string, readonly keys: SigningKeyPair) {}

  /** Runs the program in the folder. */
  async run(...args: string[]): Promise<Outcome> {
    return this.runWith({}, ...args);
  }

  async runWith(
    options: Omit<RunOptions, 'cwd'>,
    ...args: string[]
  ): Promise<Outcome> {
    return runCommand(args, { ...options, cwd: this.folder });
  }

  /** Writes files that only their owner may read. */
  async write(files: Record<string, Content>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = join(this.folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, encode(content), { mode: 0o600 });
    }
  }

  async read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  async readJson(name: string): Promise<JsonObject> {
    return JSON.parse(await this.read(name));
  }

  async chmod(name: string, mode: number): Promise<void> {
    await chmod(join(this.folder, name), mode);
  }

  /** Who may do what with a file, in octal digits: `600`. */
  async modeOf(name: string): Promise<string> {
    const { mode } = await stat(join(this.folder, name));
    return (mode % 0o1000).toString(8);
  }

  /** All files, with a digest of what is in them; folders end with a slash. */
  async contents(): Promise<Record<string, string>> {
    const names = await readdir(this.folder, { recursive: true });
    const entries = await Promise.all(
      names.sort().map(async name => {
        const path = join(this.folder, name);
        return (await stat(path)).isDirectory()
          ? [`${name}/`, '']
          : [name, digestOf(await readFile(path))];
      }),
    );
    return Object.fromEntries(entries);
  }

  async signLicense(members: JsonObject): Promise<string> {
    return signLicense(members, this.keys.privateJwk);
  }

  async signRevocationList(members: JsonObject): Promise<string> {
    return signRevocationList(members, this.keys.privateJwk);
  }

  /** What the reader that portals use finds. */
  async check(text: string): Promise<CheckedFile<LicenseDocument>> {
    return checkLicenseFile(Buffer.from(text), await this.#trusted());
  }

  async checkRevocationList(
    text: string,
  ): Promise<CheckedFile<RevocationList>> {
    return checkRevocationList(Buffer.from(text), await this.#trusted());
  }

  async #trusted() {
    return TrustedKeys.create([
      { jwk: this.keys.publicJwk, source: 'the test' },
    ]);
  }
}

/** For each file of tests: much time, as every run starts a process, and no folder is left behind. */
export function useWorkspaces(): void {
  jest.setTimeout(300_000);
  afterAll(() => Workspace.removeAll());
}

/** What came of a run in a folder of its own. */
export interface Attempt extends Outcome {
  workspace: Workspace;
  /** Of the folder, as `Workspace.contents` tells. */
  before: Record<string, string>;
  after: Record<string, string>;
}

/** One run: its arguments, and what it finds. */
export interface Scene extends Omit<RunOptions, 'cwd'> {
  args: readonly string[];
  files?: Record<string, Content>;
  /** Writes files that need the keys of the folder. */
  prepare?(workspace: Workspace): Promise<void>;
}

/** Runs the program in a new folder. */
export async function attempt(scene: Scene): Promise<Attempt> {
  const { args, files, prepare, ...options } = scene;
  const workspace = await Workspace.create(files);
  await prepare?.(workspace);
  const before = await workspace.contents();
  const outcome = await workspace.runWith(options, ...args);
  return { ...outcome, workspace, before, after: await workspace.contents() };
}

/**
 * Does the work of a table of cases ahead of its tests, several at a time.
 *
 * @returns what came of a case
 */
export function madeAhead<Case, Result>(
  cases: readonly Case[],
  make: (one: Case) => Promise<Result>,
): (one: Case) => Result {
  const results = new Map<Case, () => Result>();
  beforeAll(async () => {
    await Promise.all(
      cases.map(async one => {
        try {
          const result = await make(one);
          results.set(one, () => result);
        } catch (error) {
          // Only the tests of this case are to fail.
          results.set(one, () => {
            throw error;
          });
        }
      }),
    );
  });
  return one => {
    const result = results.get(one);
    if (!result) {
      throw new Error('This case is not in the table');
    }
    return result();
  };
}

/** Makes the runs of a table of cases ahead of its tests, each in a folder of its own. */
export const attemptAll = <Case>(
  cases: readonly Case[],
  sceneOf: (one: Case) => Scene,
) => madeAhead(cases, one => attempt(sceneOf(one)));

/** What a run did: its exit code, what it wrote and where. */
export function effectOf({ code, stdout, stderr, before, after }: Attempt) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return {
    code,
    stdout,
    error: stderr.trim(),
    changed: names.filter(name => before[name] !== after[name]),
  };
}

/** What a run did that could do nothing: it told so, and every file is as it was. */
export const refusal = (message: string | RegExp) => ({
  code: 2,
  stdout: '',
  error: typeof message === 'string' ? message : expect.stringMatching(message),
  changed: [],
});

/** What the license says that the run printed; it must be one that a portal takes. */
export async function issuedBy({
  stdout,
  stderr,
  code,
  workspace,
}: Attempt): Promise<JsonObject> {
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  const { checks } = await workspace.check(stdout);
  expect(checks.map(check => `${check.code} ${check.status}`)).toEqual([
    'format pass',
    'key pass',
    'signature pass',
  ]);
  const { signature: _, ...members } = JSON.parse(stdout);
  return members;
}
