import { chunks, Database } from '../database/Database';
import { yieldToEventLoop } from '../database/pages';

/** So many are read at a time. */
const PAGE = 500;

/** What the last validation saw of each license, only to tell what changed since. */
export class OutcomeStore {
  constructor(private readonly database: Database) {}

  /**
   * Replaces what the last validation saw.
   *
   * @param subjects - all that there are now
   * @param outcomeOf - what was seen of one now; `undefined` if it is gone
   * @returns the subjects whose outcome is new, another one, or gone
   */
  async replace(
    subjects: readonly string[],
    outcomeOf: (subject: string) => string | undefined,
  ): Promise<string[]> {
    const pause = yieldToEventLoop();
    const differing = new Set(subjects);
    const gone: string[] = [];
    for (let after = '', length = PAGE; length === PAGE; ) {
      const rows = await this.database.run(knex =>
        knex('license_outcomes')
          .where('subject', '>', after)
          .orderBy('subject')
          .limit(PAGE),
      );
      for (const { subject, outcome } of rows) {
        const seen = outcomeOf(subject);
        if (seen === undefined) {
          gone.push(subject);
        } else if (seen === outcome) {
          differing.delete(subject);
        }
        after = subject;
        await pause();
      }
      length = rows.length;
    }
    await this.database.transaction(async tx => {
      for (const chunk of chunks(gone)) {
        await tx('license_outcomes').whereIn('subject', chunk).delete();
        await pause();
      }
      for (const chunk of chunks([...differing])) {
        await tx('license_outcomes')
          .insert(
            chunk.map(subject => ({ subject, outcome: outcomeOf(subject)! })),
          )
          .onConflict('subject')
          .merge();
        await pause();
      }
    });
    return [...differing, ...gone];
  }

  /** Sets what was last seen of one license; `undefined` if it is gone. */
  async put(subject: string, outcome: string | undefined): Promise<void> {
    await this.database.run(async knex => {
      const outcomes = knex('license_outcomes');
      await (outcome === undefined
        ? outcomes.where({ subject }).delete()
        : outcomes.insert({ subject, outcome }).onConflict('subject').merge());
    });
  }
}
