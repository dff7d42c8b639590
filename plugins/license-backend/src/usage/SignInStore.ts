import { chunks, Database } from '../database/Database';
import { fromInstant, toInstant } from '../database/instants';
import { SignInRow } from '../database/tables';
import { knownInstant } from './knownInstant';

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
  constructor(private readonly database: Database) {}

  async getState(): Promise<ReportState> {
    const row = await this.database.run(knex =>
      knex('license_sign_in_state').first(),
    );
    const reportedUntil = knownInstant(row?.reported_until ?? null);
    const reportedAt = fromInstant(row?.reported_at ?? '');
    return {
      reportedUntil,
      reportedAt: Number.isFinite(reportedAt) ? reportedAt : undefined,
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
    await this.database.transaction(async tx => {
      // What was told while the clock was ahead must not count until that time has come.
      await tx('license_sign_ins')
        .where('last_at', '>', present)
        .update({ last_at: present });
      const insert = (some: SignInRow[]) =>
        tx('license_sign_ins').insert(some).onConflict('user_ref');
      for (const some of chunks([...dated])) {
        await insert(
          some.map(([user_ref, at]) => ({ user_ref, last_at: toInstant(at) })),
        ).merge({
          last_at: tx.raw(
            `${this.database.larger}(license_sign_ins.last_at, excluded.last_at)`,
          ),
        } as never);
      }
      for (const some of chunks([...undated])) {
        await insert(
          some.map(user_ref => ({ user_ref, last_at: present })),
          // Told with each report: it must not move on with each of them.
        ).ignore();
      }
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
   * Those who signed in after an instant and until now, by user.
   *
   * @param afterUser - the last user of the page before
   */
  async page(
    after: number,
    now: number,
    afterUser: string | undefined,
    limit: number,
  ): Promise<{ user: string; lastAt: number }[]> {
    const rows = await this.database.run(knex =>
      knex('license_sign_ins')
        .where('last_at', '>', toInstant(after))
        .where('last_at', '<=', toInstant(now))
        .where('user_ref', '>', afterUser ?? '')
        .orderBy('user_ref')
        .limit(limit),
    );
    return rows.map(row => ({
      user: row.user_ref,
      lastAt: fromInstant(row.last_at),
    }));
  }
}
