import { LicenseVersion } from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { LedgerHead } from '../ledger/LedgerWalk';
import { Sealer } from '../ledger/Sealer';
import { guarded } from './DatabaseError';
import { DatabaseLicenseTransaction } from './DatabaseLicenseTransaction';
import { toInstant } from './instants';
import { breather } from '../paging/breather';
import { readAhead } from '../paging/readAhead';
import { LicenseStore, LicenseTransaction, PageOptions } from './LicenseStore';
import { OutcomeRow, StateRow, UserCountRow } from './tables';
import { toUserCount } from './UserCountStore';
import { chunks, RowReader, toState } from './rows';

/** Tells where the ledger ends, and is told. */
export interface LedgerObserver {
  /** The highest sequence that the ledger is known to have had. */
  readonly floor: number;
  /** Called after each transaction that appended to the ledger. */
  onMoved(head: LedgerHead): Promise<void>;
}

/** What a validation saw is read so much at a time. */
const OUTCOMES_PER_PAGE = 500;

/** Keeps licenses in the portal's database: SQLite or PostgreSQL. */
export class DatabaseLicenseStore extends RowReader implements LicenseStore {
  readonly #observer: LedgerObserver;

  static create(
    knex: Knex,
    options: { sealer: Sealer; observer: LedgerObserver },
  ): DatabaseLicenseStore {
    return guarded(new DatabaseLicenseStore(knex, options));
  }

  private constructor(
    knex: Knex,
    options: { sealer: Sealer; observer: LedgerObserver },
  ) {
    super(knex, options.sealer);
    this.#observer = options.observer;
  }

  async getStateAndCount(source: string) {
    const row = await this.knex('license_state')
      .leftJoin('license_user_counts', join =>
        join.onVal('license_user_counts.source', source),
      )
      .where('license_state.id', 1)
      .first<StateRow & { [K in keyof UserCountRow]: UserCountRow[K] | null }>(
        '*',
      );
    return row
      ? {
          state: toState(row, this.sealer),
          count:
            row.source === null ? undefined : toUserCount(row as UserCountRow),
        }
      : // Somebody deleted the row, and it is made again.
        { state: await this.getState(), count: undefined };
  }

  async transaction<T>(work: (tx: LicenseTransaction) => Promise<T>) {
    const { result, moved } = await this.knex.transaction(async tx => {
      // The shared row is the lock: whoever changes licenses comes one after the other, over replicas too.
      // SQLite ignores the clause, and has only one writer anyway.
      await tx('license_state').where('id', 1).forUpdate().first();
      const transaction = new DatabaseLicenseTransaction(
        tx,
        this.sealer,
        this.#observer.floor,
      );
      return {
        result: await work(transaction),
        moved: transaction.moved,
      };
    });
    if (moved) {
      await this.#observer.onMoved(moved);
    }
    return result;
  }

  async noteFiles(files: { file: string; digest: string }[]) {
    const now = toInstant(Date.now());
    const seen = new Map<string, string>();
    for (const chunk of chunks(files)) {
      await this.knex('license_file_sightings')
        .insert(chunk.map(item => ({ ...item, first_seen_at: now })))
        .onConflict(['file', 'digest'])
        .ignore();
      const rows = await this.knex('license_file_sightings').whereIn(
        ['file', 'digest'],
        chunk.map(({ file, digest }) => [file, digest]),
      );
      for (const row of rows) {
        seen.set(`${row.digest} ${row.file}`, row.first_seen_at);
      }
    }
    return files.map(
      ({ file, digest }) => seen.get(`${digest} ${file}`) ?? now,
    );
  }

  async noteVersions(versions: (LicenseVersion & { licenseId: string })[]) {
    for (const chunk of chunks(versions)) {
      // One statement, so that replicas which read the same files at once cannot go back to an older version.
      await this.knex('license_versions')
        .insert(
          chunk.map(({ licenseId, issuedAt, digest }) => ({
            license_id: licenseId,
            issued_at: toInstant(issuedAt),
            digest,
          })),
        )
        .onConflict('license_id')
        .merge()
        .whereRaw('excluded.issued_at > license_versions.issued_at');
    }
  }

  async replaceOutcomes(
    subjects: readonly string[],
    outcomeOf: (subject: string) => string | undefined,
  ) {
    const pause = breather();
    const same = new Set<string>();
    const gone: string[] = [];
    const pages = readAhead<OutcomeRow, string>(
      page => this.#readOutcomes(page),
      { keyOf: ({ subject }) => subject, limit: OUTCOMES_PER_PAGE },
    );
    for await (const page of pages) {
      for (const { subject, outcome } of page) {
        const expected = outcomeOf(subject);
        if (expected === undefined) {
          gone.push(subject);
        } else if (expected === outcome) {
          same.add(subject);
        }
        await pause();
      }
    }
    const differing = [...new Set(subjects)].filter(
      subject => !same.has(subject),
    );
    if (differing.length > 0 || gone.length > 0) {
      await this.knex.transaction(async tx => {
        for (const chunk of chunks(gone)) {
          await tx('license_outcomes').whereIn('subject', chunk).delete();
          await pause();
        }
        for (const chunk of chunks(differing)) {
          await tx('license_outcomes')
            .insert(
              chunk.map(subject => ({
                subject,
                outcome: outcomeOf(subject)!,
              })),
            )
            .onConflict('subject')
            .merge();
          await pause();
        }
      });
    }
    return [...differing, ...gone];
  }

  async #readOutcomes({
    after,
    limit,
  }: PageOptions<string>): Promise<OutcomeRow[]> {
    return this.knex('license_outcomes')
      .modify(query => {
        if (after !== undefined) {
          query.where('subject', '>', after);
        }
      })
      .orderBy('subject')
      .limit(limit);
  }

  async putOutcome(subject: string, outcome: string | undefined) {
    if (outcome === undefined) {
      await this.knex('license_outcomes').where({ subject }).delete();
      return;
    }
    await this.knex('license_outcomes')
      .insert({ subject, outcome })
      .onConflict('subject')
      .merge();
  }
}
