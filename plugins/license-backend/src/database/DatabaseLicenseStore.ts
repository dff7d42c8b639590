import { LicenseVersion } from '@thetasecure/backstage-plugin-license-common';
import { Knex } from 'knex';
import { guarded } from './DatabaseError';
import { fromInstant, toInstant } from './instants';
import {
  LicenseStore,
  LicenseTransaction,
  SharedState,
  StoredLicense,
} from './LicenseStore';
import { LicenseRow, VersionRow } from './tables';

const DAY = 24 * 60 * 60 * 1000;

/** A clock that leaps further than this is believed only when it is seen again. */
const MAX_LEAP = 30 * DAY;

/** Rows in one statement: SQLite and PostgreSQL bound the number of parameters. */
const CHUNK = 200;

function* chunks<T>(items: readonly T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += CHUNK) {
    yield items.slice(start, start + CHUNK);
  }
}

const toLicense = (row: LicenseRow): StoredLicense => ({
  licenseId: row.license_id,
  document: row.document,
  installedAt: row.installed_at,
  installedBy: row.installed_by,
});

const toVersion = (row: VersionRow): LicenseVersion => ({
  issuedAt: fromInstant(row.issued_at),
  digest: row.digest,
});

class DatabaseLicenseTransaction implements LicenseTransaction {
  readonly #tx: Knex.Transaction;

  constructor(tx: Knex.Transaction) {
    this.#tx = tx;
  }

  async getLicense(licenseId: string) {
    const row = await this.#tx('licenses')
      .where('license_id', licenseId)
      .first();
    return row && toLicense(row);
  }

  async putLicense(license: StoredLicense) {
    await this.#tx('licenses')
      .insert({
        license_id: license.licenseId,
        document: license.document,
        installed_at: license.installedAt,
        installed_by: license.installedBy,
      })
      .onConflict('license_id')
      .merge();
  }

  async deleteLicense(licenseId: string) {
    return (
      (await this.#tx('licenses').where('license_id', licenseId).delete()) > 0
    );
  }

  async getVersion(licenseId: string) {
    const row = await this.#tx('license_versions')
      .where('license_id', licenseId)
      .first();
    return row && toVersion(row);
  }

  async putVersion(licenseId: string, version: LicenseVersion) {
    await this.#tx('license_versions')
      .insert({
        license_id: licenseId,
        issued_at: toInstant(version.issuedAt),
        digest: version.digest,
      })
      .onConflict('license_id')
      .merge();
  }

  async touch(options?: { sources?: boolean }) {
    await this.#tx('license_state')
      .where('id', 1)
      .update({
        revision: this.#tx.raw('revision + 1'),
        ...(options?.sources && {
          sources_revision: this.#tx.raw('sources_revision + 1'),
        }),
      });
  }
}

/** Keeps licenses in the portal's database: SQLite or PostgreSQL. */
export class DatabaseLicenseStore implements LicenseStore {
  readonly #knex: Knex;

  static create(knex: Knex): DatabaseLicenseStore {
    return guarded(new DatabaseLicenseStore(knex));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async getState(): Promise<SharedState> {
    const row = await this.#knex('license_state').where('id', 1).first();
    if (!row) {
      throw new Error(
        'The row of the table license_state is gone; restart the backend to make it anew',
      );
    }
    return {
      revision: row.revision,
      sourcesRevision: row.sources_revision,
      productInstanceId: row.product_instance_id,
      timeMark: row.time_mark ? fromInstant(row.time_mark) : 0,
    };
  }

  async listLicenses(options: { after?: string; limit: number }) {
    const rows = await this.#knex('licenses')
      .modify(query => {
        if (options.after !== undefined) {
          query.where('license_id', '>', options.after);
        }
      })
      .orderBy('license_id')
      .limit(options.limit);
    return rows.map(toLicense);
  }

  async transaction<T>(work: (tx: LicenseTransaction) => Promise<T>) {
    return this.#knex.transaction(async tx => {
      // The shared row is the lock: whoever changes licenses comes one after the other, over replicas too.
      // SQLite ignores the clause, and has only one writer anyway.
      await tx('license_state').where('id', 1).forUpdate().first();
      return work(new DatabaseLicenseTransaction(tx));
    });
  }

  async noteFiles(files: { file: string; digest: string }[]) {
    const now = toInstant(Date.now());
    const seen = new Map<string, string>();
    for (const chunk of chunks(files)) {
      await this.#knex('license_file_sightings')
        .insert(chunk.map(item => ({ ...item, first_seen_at: now })))
        .onConflict(['file', 'digest'])
        .ignore();
      const rows = await this.#knex('license_file_sightings').whereIn(
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
      await this.#knex('license_versions')
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
    return this.#knex.transaction(async tx => {
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
      await this.#knex('license_outcomes').where({ subject }).delete();
      return;
    }
    await this.#knex('license_outcomes')
      .insert({ subject, outcome })
      .onConflict('subject')
      .merge();
  }

  async advanceTime(now: number) {
    const { timeMark } = await this.getState();
    const state = this.#knex('license_state').where('id', 1);
    if (timeMark === 0 || now - timeMark <= MAX_LEAP) {
      await state
        .where(query =>
          query
            .whereNull('time_mark')
            .orWhere('time_mark', '<', toInstant(now)),
        )
        .update({ time_mark: toInstant(now), time_ahead: null });
      return;
    }
    const believed = await state
      .clone()
      .where('time_ahead', '<=', toInstant(now))
      .update({ time_mark: toInstant(now), time_ahead: null });
    if (!believed) {
      await state.update({ time_ahead: toInstant(now) });
    }
  }
}
