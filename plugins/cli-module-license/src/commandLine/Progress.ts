import { clearLine, cursorTo } from 'node:readline';
import { setImmediate as breathe } from 'node:timers/promises';
import { tell } from './output';

/** Tells how far a long piece of work is: on a terminal in one line, elsewhere once in a while. */
export class Progress {
  #done = 0;
  #told = 0;

  /** @param total - rows */
  constructor(private readonly total: number) {}

  async step(): Promise<void> {
    this.#done += 1;
    const isTerminal = process.stderr.isTTY;
    const interval = isTerminal ? 100 : 2000;
    if (this.#told === 0) {
      this.#told = Date.now();
    } else if (Date.now() - this.#told >= interval) {
      this.#told = Date.now();
      if (isTerminal) {
        this.#clear();
        process.stderr.write(this.#text);
      } else {
        await tell(this.#text);
      }
    }
    await breathe();
  }

  async end(): Promise<void> {
    if (process.stderr.isTTY) {
      this.#clear();
    }
    await tell(this.#text);
  }

  get #text() {
    return `${this.#done} of ${this.total} rows`;
  }

  #clear() {
    clearLine(process.stderr, 0);
    cursorTo(process.stderr, 0);
  }
}
