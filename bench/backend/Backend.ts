import { ChildProcess } from 'node:child_process';
import { on } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Bench } from '../Bench';
import { ended, freePort, start } from '../processes';
import { configure, writeUsers } from './configure';
import { Watched } from './watch';

/** Tokens live for an hour. */
const TOKEN_AGE = 30 * 60 * 1000;

/** What the process tells of itself. The compiler of its modules tells of files besides. */
type Told = 'started' | 'answer';

let count = 0;

/** A started backend, in a process of its own. */
export class Backend {
  /**
   * Starts one on a database with so many licenses.
   *
   * @param options - `plugin`: whether it has the license plugin
   */
  static async start(
    bench: Bench,
    licenses: number,
    options: { plugin: boolean } = { plugin: true },
  ): Promise<Backend> {
    const database = await bench.home.withLicenses(licenses);
    count += 1;
    const name = join(bench.folder, `backend-${count}`);
    const url = `http://127.0.0.1:${await freePort()}`;
    const configFile = `${name}.yaml`;
    const users = await writeUsers(bench.folder);
    await writeFile(
      configFile,
      JSON.stringify(configure({ url, database, users, files: bench.files })),
      { mode: 0o600 },
    );
    const logFile = `${name}.log`;
    const child = start(join(__dirname, 'main.ts'), {
      args: ['--config', configFile],
      env: {
        NODE_ENV: 'production',
        BENCH_URL: url,
        BENCH_LICENSE: options.plugin ? 'yes' : 'no',
      },
      nodeOptions: ['--expose-gc'],
      logFile,
    });
    const backend = new Backend(url, licenses, child, logFile);
    backend.#startedIn = (await backend.#next('started')) as number;
    return backend;
  }

  readonly url: string;
  /** How many licenses it began with. */
  readonly licenses: number;
  readonly #child: ChildProcess;
  readonly #logFile: string;
  #startedIn = 0;
  #token: { text: string; at: number } | undefined;

  private constructor(
    url: string,
    licenses: number,
    child: ChildProcess,
    logFile: string,
  ) {
    this.url = url;
    this.licenses = licenses;
    this.#child = child;
    this.#logFile = logFile;
  }

  /** How long its start took, from `createBackend()` until it was ready, in milliseconds. */
  get startedIn(): number {
    return this.#startedIn;
  }

  /** What a signed-in user sends along. */
  async headers(): Promise<Record<string, string>> {
    if (!this.#token || Date.now() - this.#token.at > TOKEN_AGE) {
      const response = await fetch(`${this.url}/api/auth/bench/refresh`, {
        headers: { 'X-Requested-With': 'XMLHttpRequest' },
      });
      const { backstageIdentity } = await response.json();
      this.#token = { text: backstageIdentity.token, at: Date.now() };
    }
    return { Authorization: `Bearer ${this.#token.text}` };
  }

  /**
   * Asks a plugin as the user who is signed in.
   *
   * @throws if it refuses
   */
  async ask(method: string, path: string, body?: string): Promise<Response> {
    const response = await fetch(`${this.url}${path}`, {
      method,
      body,
      headers: await this.headers(),
    });
    if (!response.ok) {
      throw new Error(
        `${method} ${path} was answered with ${
          response.status
        }: ${await response.text()}\n${await this.#endOfLog()}`,
      );
    }
    return response;
  }

  /** Asks the license plugin. */
  async api(method: string, path: string, body?: string): Promise<Response> {
    return this.ask(method, `/api/license${path}`, body);
  }

  /** Asks the process about itself. */
  async watch<K extends keyof Watched>(question: K): Promise<Watched[K]> {
    const answer = this.#next('answer');
    this.#child.send({ ask: question });
    return (await answer) as Watched[K];
  }

  /** Ends it, and waits until it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const hard = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await ended(this.#child);
    clearTimeout(hard);
  }

  /** The next message of the process that has this member. */
  async #next(member: Told): Promise<unknown> {
    const waiting = new AbortController();
    const { signal } = waiting;
    const messages = on(this.#child, 'message', { signal });
    const onExit = () => waiting.abort();
    this.#child.once('exit', onExit);
    try {
      for await (const [message] of messages) {
        if (member in message) {
          return message[member];
        }
      }
    } catch (error) {
      if (!signal.aborted) {
        throw error;
      }
    } finally {
      this.#child.off('exit', onExit);
    }
    throw new Error(`The backend ended.\n${await this.#endOfLog()}`);
  }

  async #endOfLog(): Promise<string> {
    return (await readFile(this.#logFile, 'utf8')).slice(-3000);
  }
}
