import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** Compiles TypeScript on the fly, as `backstage-cli package start` does. */
const COMPILER = require.resolve('@backstage/cli/config/nodeTransform.cjs');

/** Enough to see why it did not start. */
const KEPT_OUTPUT = 20_000;

/** A backend in a process of its own. It loads its code at once, and starts when it is told to. */
export class PortalProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  readonly #loaded: Promise<void>;
  #output = '';

  /** @param configFile - is read at the start, not before */
  constructor(configFile: string) {
    this.#child = fork(
      resolve(__dirname, 'runPortal.ts'),
      ['--config', configFile],
      {
        execArgv: ['--enable-source-maps', '--require', COMPILER],
        env: { ...process.env, NODE_ENV: 'production' },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    this.#ended = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding('utf8').on('data', text => {
        this.#output = `${this.#output}${text}`.slice(-KEPT_OUTPUT);
      });
    }
    this.#loaded = this.#word('loaded');
    // Told to whoever waits for it.
    this.#loaded.catch(() => {});
  }

  /** The end of what it wrote, in case that something went wrong. */
  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    await this.#loaded;
    const started = this.#word('started');
    this.#child.send('start');
    await started;
  }

  /** Ends it at once, in the middle of whatever it does. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #word(expected: string): Promise<void> {
    await new Promise<void>((done, fail) => {
      // The compiler sends messages too.
      this.#child.on('message', word => word === expected && done());
      this.#ended.then(
        () =>
          fail(new Error(`The backend was not ${expected}:\n${this.#output}`)),
        fail,
      );
    });
  }
}
