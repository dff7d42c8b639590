import { Knex } from 'knex';
import { guarded } from './DatabaseError';
import { dialectOf } from './dialect';
import { fromInstant, toInstant } from './instants';
import { SignInRow } from './tables';

/** SQLite takes so many rows in one statement. */
const ROWS_PER_STATEMENT = 200;

/** Users who signed in, and how far they were told. Times are milliseconds since the epoch. */
export interface ReportedSignIns {
  /** When each user last signed in, not after now. */
  dated: ReadonlyMap<string, number>;
  /** Users who signed in at some time before now, nobody knows when. */
  undated: ReadonlySet<string>;
  /** Everything up to here is told. */
  reportedUntil: number;
  /** Whether nothing is left to tell for now. */
  complete: boolean;
}

/** How far sign-ins were reported. Times are milliseconds since the epoch. */
export interface ReportState {
  /** Absent if nothing was ever reported. */
  reportedUntil?: number;
  /** The last time that nothing was left to report; absent if that never was. */
  reportedAt?: number;
}

/**
 * Keeps when each user last signed in.
 *
 * @remarks
 * Where the next report begins is kept beside what was reported, so a database that is restored from a backup, or
 * emptied, is told again what it lost.
 */
export class SignInStore {
  readonly #knex: Knex;

  static create(knex: Knex): SignInStore {
    return guarded(new SignInStore(knex));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async getState(): Promise<ReportState> {
    const row = await this.#knex('license_sign_in_state').first();
    return {
      ...(row?.reported_until && {
        reportedUntil: fromInstant(row.reported_until),
      }),
      ...(row?.reported_at && { reportedAt: fromInstant(row.reported_at) }),
    };
  }

  /**
   * Stores a report. Storing it again changes nothing.
   *
   * @param forgetBefore - users who last signed in before this are forgotten with a complete report
   */
  async record(
    report: ReportedSignIns,
    now: number,
    forgetBefore: number,
  ): Promise<void> {
    const { dated, undated, reportedUntil, complete } = report;
    const present = toInstant(now);
    await this.#knex.transaction(async tx => {
      // What was told while the clock was ahead must not count until that time has come.
      await tx('license_sign_ins')
        .where('last_at', '>', present)
        .update({ last_at: present });
      const larger = tx.raw(
        `${dialectOf(tx).larger}(license_sign_ins.last_at, excluded.last_at)`,
      );
      await insertEach(
        tx,
        [...dated].map(([user_ref, at]) => ({
          user_ref,
          last_at: toInstant(at),
        })),
        conflict => conflict.merge({ last_at: larger } as never),
      );
      await insertEach(
        tx,
        [...undated].map(user_ref => ({ user_ref, last_at: present })),
        // Told with each report: it must not move on with each of them.
        conflict => conflict.ignore(),
      );
      await tx('license_sign_in_state')
        .insert({
          id: 1,
          reported_until: toInstant(reportedUntil),
          reported_at: complete ? present : null,
        })
        .onConflict('id')
        .merge(
          complete ? ['reported_until', 'reported_at'] : ['reported_until'],
        );
      if (complete) {
        await tx('license_sign_ins')
          .where('last_at', '<', toInstant(forgetBefore))
          .delete();
      }
    });
  }

  /**
   * Those who signed in after an instant, by user.
   *
   * @param afterUser - the last user of the page before
   */
  async page(
    after: number,
    afterUser: string | undefined,
    limit: number,
  ): Promise<{ user: string; lastAt: number }[]> {
    const rows: SignInRow[] = await this.#knex('license_sign_ins')
      .where('last_at', '>', toInstant(after))
      .modify(query => {
        if (afterUser !== undefined) {
          query.andWhere('user_ref', '>', afterUser);
        }
      })
      .orderBy('user_ref')
      .limit(limit);
    return rows.map(row => ({
      user: row.user_ref,
      lastAt: fromInstant(row.last_at),
    }));
  }
}

type Conflict = Knex.OnConflictQueryBuilder<SignInRow, number[]>;

async function insertEach(
  tx: Knex.Transaction,
  rows: SignInRow[],
  resolve: (conflict: Conflict) => PromiseLike<unknown>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += ROWS_PER_STATEMENT) {
    await resolve(
      tx('license_sign_ins')
        .insert(rows.slice(at, at + ROWS_PER_STATEMENT))
        .onConflict('user_ref') as Conflict,
    );
  }
}
