import { Steps } from './Steps';
import { takeTurns } from './takeTurns';

/**
 * Does one work after the other, each in turns that leave the event loop to others in between. Works of several queues
 * take turns with each other.
 *
 * One after the other, because what many works have done by half fills the memory, and is gone through again and again
 * by the garbage collector.
 */
export class WorkQueue {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * Does work as soon as what was given before is done.
   *
   * @param steps - each of them short: it is done at once
   * @returns what the work returns; it throws what the work throws, and the next work begins all the same
   */
  async run<T>(steps: Steps<T>): Promise<T> {
    const result = this.#last.then(() => takeTurns(steps));
    this.#last = result.catch(() => undefined);
    return result;
  }
}
