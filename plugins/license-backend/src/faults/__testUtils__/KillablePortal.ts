import { JsonObject } from '@backstage/types';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SECRET } from '../../__testUtils__/startLicenseBackend';
import { Vendor } from '../../__testUtils__/Vendor';
import { BY_HAND } from '../../__testUtils__/WatchedPortal';
import { freePort } from './freePort';
import { PortalProcess } from './PortalProcess';

/** So long a request may take, in milliseconds. */
const TIMEOUT = 60_000;

/** Loading the code takes far longer than starting it, so that many load ahead. */
const SPARES = 2;

/** What came back. */
export interface Answer {
  status: number;
  /** Of the header `Retry-After`; `null` without one. */
  retryAfter: string | null;
  body: any;
}

/** A portal that can be killed and started again, on the same database. */
export class KillablePortal {
  /** @param options - `database`: the section `backend.database`; `license`: what is to be in the section `license` */
  static async open(options: {
    database: JsonObject;
    license?: JsonObject;
  }): Promise<KillablePortal> {
    const folder = await mkdtemp(join(tmpdir(), 'license-portal-'));
    return new KillablePortal(folder, await Vendor.create(), options);
  }

  readonly checkpointFile: string;
  readonly #token = randomUUID();
  readonly #spares: { process: PortalProcess; configFile: string }[] = [];
  #spawned = 0;
  #running: PortalProcess | undefined;
  #url = '';

  private constructor(
    private readonly folder: string,
    readonly vendor: Vendor,
    private readonly options: { database: JsonObject; license?: JsonObject },
  ) {
    this.checkpointFile = join(folder, 'checkpoint.json');
  }

  /** The end of what the running backend wrote. */
  get output(): string {
    return this.#running?.output ?? '';
  }

  async start(): Promise<void> {
    this.#spawnSpares();
    const { process, configFile } = this.#spares.shift()!;
    this.#running = process;
    await this.#configure(configFile);
    await process.start();
  }

  /** Kills it, and has the next ones loaded. */
  async kill(): Promise<void> {
    await this.#running?.kill();
    this.#running = undefined;
    this.#spawnSpares();
  }

  /** Ends all of it. */
  async close(): Promise<void> {
    const processes = this.#spares.map(({ process }) => process);
    await Promise.all([
      this.#running?.kill(),
      ...processes.map(process => process.kill()),
    ]);
    await rm(this.folder, { recursive: true, force: true });
  }

  /** @throws if there is no answer, in time or at all */
  async ask(method: string, path: string, body?: string): Promise<Answer> {
    const response = await fetch(`${this.#url}/api/license${path}`, {
      method,
      body,
      headers: { Authorization: `Bearer ${this.#token}` },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    return {
      status: response.status,
      retryAfter: response.headers.get('Retry-After'),
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  #spawnSpares() {
    while (this.#spares.length < SPARES) {
      this.#spawned += 1;
      const configFile = join(this.folder, `app-config.${this.#spawned}.yaml`);
      this.#spares.push({ process: new PortalProcess(configFile), configFile });
    }
  }

  async #configure(configFile: string): Promise<void> {
    // Another port each time: the former one could be somebody else's by now.
    const port = await freePort();
    this.#url = `http://127.0.0.1:${port}`;
    const config = {
      backend: {
        baseUrl: this.#url,
        listen: { host: '127.0.0.1', port },
        database: this.options.database,
        auth: {
          externalAccess: [
            {
              type: 'static',
              options: { token: this.#token, subject: 'fault-tests' },
            },
          ],
        },
      },
      permission: { enabled: false },
      license: {
        trustedKeys: { keys: [this.vendor.publicJwk] },
        activeUsers: { source: 'constant' },
        integrity: {
          keys: [{ secret: SECRET }],
          checkpointFile: this.checkpointFile,
        },
        schedule: BY_HAND,
        ...this.options.license,
      },
    };
    // JSON is YAML too.
    await writeFile(configFile, JSON.stringify(config), { mode: 0o600 });
  }
}
