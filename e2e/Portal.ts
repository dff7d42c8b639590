import { ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scripts } from '../package.json';

const root = resolve(__dirname, '..');

/** Those whom an auth provider of the portal signs in without a password. */
export type Person = 'guest' | 'viewer' | 'outsider';

/** The product manual counts so many users. */
export const USERS = 63;

/** The licenses of the first start: license id and file. */
const INSTALLED = {
  'LIC-SAMPLE-100': 'installed-100.json',
  'LIC-SAMPLE-10': 'installed-10.json',
};

/** The portal of `npm start` on ports of its own, in a process group of its own, with data of its own. */
export class Portal {
  /** Starts it, and waits until it has installed its licenses. */
  static async start(logFile: string): Promise<Portal> {
    const folder = await mkdtemp(join(tmpdir(), 'license-portal-'));
    const [frontend, backend] = await freePorts(2);
    const portal = new Portal(folder, frontend, backend, logFile);
    try {
      // Only in a folder that nobody else knows can these files not be those of another portal.
      await portal.#until('the portal to be set up', () =>
        existsSync(join(folder, 'licenses-installed')),
      );
      await portal.#until('the frontend to answer', () =>
        isAnswering(portal.url),
      );
      // The catalog takes them in one by one, and the first count may have come in between.
      await portal.#until(
        'everybody to be counted',
        async () => (await portal.#countedUsers()) === USERS,
      );
    } catch (error) {
      await portal.stop();
      throw error;
    }
    return portal;
  }

  readonly url: string;
  readonly backendUrl: string;
  readonly folder: string;
  readonly #logFile: string;
  readonly #process: ChildProcess;

  private constructor(
    folder: string,
    frontendPort: number,
    backendPort: number,
    logFile: string,
  ) {
    this.folder = folder;
    this.url = `http://localhost:${frontendPort}`;
    this.backendUrl = `http://localhost:${backendPort}`;
    this.#logFile = logFile;
    const log = openSync(logFile, 'a');
    this.#process = spawn(scripts.start, {
      cwd: root,
      shell: true,
      detached: true,
      stdio: ['pipe', log, log],
      env: {
        ...process.env,
        PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(
          delimiter,
        ),
        BROWSER: 'none',
        // Test runners set it to "test", and then the portal lets nobody in.
        NODE_ENV: undefined,
        // Far from UTC and from the browser, so that no time is right by chance.
        TZ: 'Asia/Kathmandu',
        LICENSE_PORTAL_DIR: folder,
        APP_CONFIG_app_baseUrl: JSON.stringify(this.url),
        APP_CONFIG_backend_baseUrl: JSON.stringify(this.backendUrl),
        APP_CONFIG_backend_listen_port: String(backendPort),
        APP_CONFIG_backend_cors_origin: JSON.stringify(this.url),
      },
    });
    closeSync(log);
    process.once('exit', this.#abandon);
  }

  /** A license file that the portal made to be tried out. */
  sample(name: string): string {
    return join(this.folder, 'sample-licenses', name);
  }

  /** The text of such a file. */
  read(name: string): string {
    return readFileSync(this.sample(`${name}.json`), 'utf8');
  }

  /** The facts of such a file. */
  readSample(name: string): Record<string, any> {
    return JSON.parse(readFileSync(this.sample(name), 'utf8'));
  }

  /** Asks the license API as that person, or as nobody. */
  async api(
    person: Person | undefined,
    method: string,
    path: string,
    body?: string,
  ): Promise<Response> {
    return fetch(`${this.backendUrl}/api/license${path}`, {
      method,
      body,
      headers: person && {
        Authorization: `Bearer ${await this.#token(person)}`,
      },
    });
  }

  /** Brings back the licenses of the first start, and nothing else. */
  async restore(): Promise<void> {
    const asAdministrator = async (...request: [string, string, string?]) => {
      const response = await this.api('guest', ...request);
      if (!response.ok) {
        throw new Error(
          `${request[0]} ${request[1]} is answered with ${response.status}`,
        );
      }
      return response;
    };
    const licenses = await asAdministrator('GET', '/licenses?limit=500');
    for (const { licenseId } of (await licenses.json()).items) {
      if (!(licenseId in INSTALLED)) {
        await asAdministrator('DELETE', `/licenses/${licenseId}`);
      }
    }
    for (const file of Object.values(INSTALLED)) {
      const text = readFileSync(this.sample(file), 'utf8');
      await asAdministrator('POST', '/licenses', text);
    }
    const open = '/security/events?state=open&limit=500';
    if ((await (await asAdministrator('GET', open)).json()).totalItems > 0) {
      // A scan sees that what the alarm told about is over.
      await asAdministrator('POST', '/security/integrity-scan');
      const { items } = await (await asAdministrator('GET', open)).json();
      for (const { id, type, subject, active, evidence } of items) {
        if (type === 'document_unknown' && active) {
          // Otherwise it would be accepted.
          const path = `/licenses/${encodeURIComponent(subject)}`;
          await asAdministrator('DELETE', path);
        }
        await asAdministrator(
          'POST',
          `/security/events/${id}/acknowledge`,
          JSON.stringify({ note: 'A browser test is over', evidence }),
        );
      }
    }
  }

  /** Ends the backend, and leaves the frontend. */
  async stopBackend(): Promise<void> {
    const pid = readFileSync(join(this.folder, 'backend.pid'), 'utf8');
    // Not killed harder: the Backstage CLI would wait forever for the exit code of such a backend.
    process.kill(Number(pid), 'SIGTERM');
    await this.#until(
      'the backend to be gone',
      async () => !(await this.#isReady()),
    );
  }

  /** Starts the backend again, as the Backstage CLI does when something is typed. */
  async restartBackend(): Promise<void> {
    this.#process.stdin!.write('\n');
    await this.#until('the backend to be back', () => this.#isReady());
  }

  /** Ends all its processes, and removes its data. */
  async stop(): Promise<void> {
    process.removeListener('exit', this.#abandon);
    this.#signalGroup('SIGTERM');
    const deadline = Date.now() + 10_000;
    while (this.#signalGroup(0) && Date.now() < deadline) {
      await sleep(100);
    }
    this.#signalGroup('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }

  /** For a test run that is broken off. */
  #abandon = () => {
    this.#signalGroup('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  };

  /** Whether there was a process to get the signal. */
  #signalGroup(signal: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(-this.#process.pid!, signal);
    } catch {
      return false;
    }
  }

  /** Absent as long as the number is not final. */
  async #countedUsers(): Promise<number | undefined> {
    const overview = await this.api('guest', 'GET', '/overview');
    const { activeUsers, usage } = await overview.json();
    return usage.stale ? undefined : activeUsers;
  }

  async #isReady(): Promise<boolean> {
    return isAnswering(`${this.backendUrl}/.backstage/health/v1/readiness`);
  }

  async #token(person: Person): Promise<string> {
    const response = await fetch(
      `${this.backendUrl}/api/auth/${person}/refresh`,
      { headers: { 'X-Requested-With': 'XMLHttpRequest' } },
    );
    return (await response.json()).backstageIdentity.token;
  }

  async #until(
    what: string,
    condition: () => boolean | Promise<boolean>,
  ): Promise<void> {
    const deadline = Date.now() + 240_000;
    while (!(await condition())) {
      if (this.#process.exitCode !== null || Date.now() > deadline) {
        throw new Error(
          `Waited in vain for ${what}. The end of ${
            this.#logFile
          }:\n${readFileSync(this.#logFile, 'utf8').slice(-5000)}`,
        );
      }
      await sleep(200);
    }
  }
}

async function isAnswering(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Ports that nobody listens on, found at once so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<Server>((resolvePort, reject) => {
          const server = createServer();
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () => resolvePort(server));
        }),
    ),
  );
  return Promise.all(
    servers.map(async server => {
      const address = server.address();
      await new Promise(closed => server.close(closed));
      if (address === null || typeof address === 'string') {
        throw new Error('A server without a port');
      }
      return address.port;
    }),
  );
}
