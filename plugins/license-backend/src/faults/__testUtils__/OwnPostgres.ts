import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { freePort } from './freePort';

const SERVER = resolve(__dirname, '../../../test/servePostgres.js');

/** How a server is stopped: connections are cut, or as if the machine had lost its power. */
export type StopMode = 'fast' | 'immediate';

/** A PostgreSQL of the test's own, which keeps what it acknowledged. */
export class OwnPostgres {
  static async start(): Promise<OwnPostgres> {
    const child = fork(SERVER, [String(await freePort())], { execArgv: [] });
    const connection = await answerOf(child);
    return new OwnPostgres(child, connection as OwnPostgres['connection']);
  }

  private constructor(
    private readonly child: ChildProcess,
    readonly connection: {
      host: string;
      port: number;
      user: string;
      password: string;
    },
  ) {}

  async stop(mode: StopMode): Promise<void> {
    await this.#tell(`stop ${mode}`);
  }

  async startAgain(): Promise<void> {
    await this.#tell('start');
  }

  /** Lets it do nothing any more, with all connections open. */
  async freeze(): Promise<void> {
    await this.#tell('freeze');
  }

  /** Lets it go on as if nothing had been. */
  async thaw(): Promise<void> {
    await this.#tell('thaw');
  }

  /** Ends it, and removes its data. */
  async remove(): Promise<void> {
    if (this.child.exitCode === null) {
      const ended = once(this.child, 'exit');
      this.child.disconnect();
      await ended;
    }
  }

  async #tell(word: string): Promise<void> {
    const answer = answerOf(this.child);
    this.child.send(word);
    await answer;
  }
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'exit').then(() => [
    { error: 'The process of the PostgreSQL server ended' },
  ]);
  const [{ value, error }] = await Promise.race([
    once(child, 'message'),
    ended,
  ]);
  if (error) {
    throw new Error(error);
  }
  return value;
}
