import { ChildProcess } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configure, writeUsers } from '../backend/configure';
import { Bench } from '../Bench';
import { ended, freePort, start } from '../processes';

/** As in the portals of the other measurements. */
const LICENSES = 2;

/** The backend of the portal in which pages are measured, in a process of its own. */
export class PortalBackend {
  /** Starts it, and waits until it has something for each page to show. */
  static async start(bench: Bench): Promise<PortalBackend> {
    const url = `http://127.0.0.1:${await freePort()}`;
    const config = configure({
      url,
      database: await bench.home.withLicenses(LICENSES),
      users: await writeUsers(bench.folder),
      files: bench.files,
    });
    const configFile = join(bench.folder, 'portal.yaml');
    await writeFile(configFile, JSON.stringify(config), { mode: 0o600 });
    const logFile = join(bench.folder, 'portal.log');
    const child = start(join(__dirname, 'backendMain.ts'), {
      args: ['--config', configFile],
      env: { NODE_ENV: 'production' },
      logFile,
    });
    const isReady = await new Promise<boolean>(resolve => {
      child.on('message', message => {
        // The compiler of its modules tells of files besides.
        if ('ready' in (message as object)) {
          resolve(true);
        }
      });
      child.once('exit', () => resolve(false));
    });
    if (!isReady) {
      const log = await readFile(logFile, 'utf8');
      throw new Error(`The backend of the portal ended.\n${log.slice(-5_000)}`);
    }
    return new PortalBackend(url, child);
  }

  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** Ends it, and waits until it is gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGTERM');
    const hard = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    await ended(this.#child);
    clearTimeout(hard);
  }
}
