import { LicenseVersion } from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { LedgerHead } from '../ledger/LedgerWalk';
import { Sealer } from '../ledger/Sealer';
import { guarded } from './DatabaseError';
import { DatabaseLicenseTransaction } from './DatabaseLicenseTransaction';
import { toInstant } from './instants';
import { LicenseStore, LicenseTransaction } from './LicenseStore';
import { chunks, RowReader } from './rows';

/** Tells where the ledger ends, and is told. */
export interface LedgerObserver {
  /** The highest sequence that the ledger is known to have had. */
  readonly floor: number;
  /** Called after each transaction that appended to the ledger. */
  onMoved(head: LedgerHead): Promise<void>;
}

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

  async replaceOutcomes(outcomes: ReadonlyMap<string, string>) {
    return this.knex.transaction(async tx => {
      const before = new Map(
        (await tx('license_outcomes')).map(row => [row.subject, row.outcome]),
      );
      const differing = [...outcomes].filter(
        ([subject, outcome]) => before.get(subject) !== outcome,
      );
      const gone = [...before.keys()].filter(subject => !outcomes.has(subject));
      for (const chunk of chunks(gone)) {
        await tx('license_outcomes').whereIn('subject', chunk).delete();
      }
      for (const chunk of chunks(differing)) {
        await tx('license_outcomes')
          .insert(chunk.map(([subject, outcome]) => ({ subject, outcome })))
          .onConflict('subject')
          .merge();
      }
      return [...differing.map(([subject]) => subject), ...gone];
    });
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
