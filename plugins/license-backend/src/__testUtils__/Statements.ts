import { Knex } from 'knex';

/** For so long nothing may be asked before it is quiet, in milliseconds. */
const QUIET = 150;

/** Counts what the plugin asks of its tables. What the scheduler asks for itself is nobody's cost here. */
export class Statements {
  #texts: string[] = [];

  /** @param knex - whose statements are counted, those of its transactions included */
  constructor(knex: Knex) {
    knex.on('query', ({ sql }: { sql: string }) => {
      if (sql.includes('license')) {
        this.#texts.push(sql);
      }
    });
  }

  /** Waits until nothing is asked any more: runs and looks in the background are over. */
  async quiet(): Promise<void> {
    for (let before = -1; before !== this.#texts.length; ) {
      before = this.#texts.length;
      await new Promise(resolve => setTimeout(resolve, QUIET));
    }
  }

  /** How many statements some work takes, and all that it leaves to be done in the background. */
  async of(work: () => PromiseLike<unknown>): Promise<number> {
    await this.quiet();
    this.#texts = [];
    await work();
    await this.quiet();
    return this.#texts.length;
  }
}
