import { Knex } from 'knex';
import { z } from 'zod';
import { chunks, count, Database } from '../database/Database';
import { PageOptions } from '../database/pages';
import { DocumentRow, LedgerRow, MarkRow } from '../database/tables';
import { LedgerEntry } from './LedgerEntry';
import { Sealer } from './Sealer';

/** A document as it is stored. */
export interface StoredDocument {
  /** What should be the SHA-256 of its text, hex. */
  name: string;
  text: string;
}

/** What the record beside the ledger says. It is believed for its seal. */
const markSchema = z.object({
  /** The latest instant on record, in milliseconds since the epoch. */
  at: z.int(),
  /** A clock over 30 days ahead of that, seen once and not yet believed. */
  ahead: z.int().optional(),
  /** Where the ledger ended. */
  sequence: z.int(),
  digest: z.string(),
  /** Up to here the ledger was written without a secret, before there was one. */
  unsealedUntil: z.int().optional(),
});

export type Mark = z.output<typeof markSchema>;

/** The record, or why it is not believed. */
export interface ReadMark {
  mark?: Mark;
  verdict: ReturnType<Sealer['verifyRecord']> | 'absent';
}

const toEntry = (row: LedgerRow): LedgerEntry => ({
  sequence: Number(row.sequence),
  recordedAt: row.recorded_at,
  kind: row.kind,
  content: row.content,
  previous: row.previous,
  digest: row.digest,
  ...((row.seal !== null || row.key_id !== null) && {
    seal: { keyId: row.key_id ?? '', value: row.seal ?? '' },
  }),
});

const toRow = (entry: LedgerEntry): LedgerRow => ({
  sequence: entry.sequence,
  recorded_at: entry.recordedAt,
  kind: entry.kind,
  content: entry.content,
  previous: entry.previous,
  digest: entry.digest,
  key_id: entry.seal?.keyId ?? null,
  seal: entry.seal?.value ?? null,
});

type MarkedRow = LedgerRow & { mark: string; mark_seal: string | null };

const markText = (content: string) => JSON.stringify(['mark', content]);

/** The rows of the ledger, of documents, and of the record beside them: SQL, for one connection or transaction. */
export class LedgerRows {
  constructor(private readonly knex: Knex, private readonly sealer: Sealer) {}

  /** A page of the ledger by sequence, of those that a number here can be. */
  async entries({ after, limit }: PageOptions<number>): Promise<LedgerEntry[]> {
    const rows = await this.knex('license_ledger')
      .where('sequence', '>', after ?? Number.MIN_SAFE_INTEGER)
      .where('sequence', '<=', Number.MAX_SAFE_INTEGER)
      .orderBy('sequence')
      .limit(limit);
    return rows.map(toEntry);
  }

  /** The record and the next entries by one statement, as every answer begins with it. */
  async markAndEntries(
    options: Required<PageOptions<number>>,
  ): Promise<{ read: ReadMark; entries: LedgerEntry[] }> {
    const rows: MarkedRow[] = await this.knex('license_mark')
      .leftJoin('license_ledger', join =>
        join
          .onVal('license_ledger.sequence', '>', options.after)
          .andOnVal('license_ledger.sequence', '<=', Number.MAX_SAFE_INTEGER),
      )
      .where('license_mark.id', 1)
      .orderBy('license_ledger.sequence')
      .limit(options.limit)
      .select(
        'license_ledger.*',
        'license_mark.content as mark',
        'license_mark.seal as mark_seal',
      );
    if (rows.length === 0) {
      // Somebody deleted the record.
      return { read: this.#toMark(), entries: await this.entries(options) };
    }
    const [{ mark: content, mark_seal: seal }] = rows;
    return {
      read: this.#toMark({ id: 1, content, seal }),
      entries: rows.filter(({ sequence }) => sequence !== null).map(toEntry),
    };
  }

  async countOutside(): Promise<number> {
    return count(
      this.knex('license_ledger')
        .where('sequence', '>', Number.MAX_SAFE_INTEGER)
        .orWhere('sequence', '<=', Number.MIN_SAFE_INTEGER),
    );
  }

  /** A page of the documents by name. */
  async documents({
    after,
    limit,
  }: PageOptions<string>): Promise<StoredDocument[]> {
    const rows: DocumentRow[] = await this.knex('license_documents')
      .modify(query => {
        if (after !== undefined) {
          query.where('digest', '>', after);
        }
      })
      .orderBy('digest')
      .limit(limit);
    return rows.map(row => ({ name: row.digest, text: row.document }));
  }

  /** Those of these documents that are stored. */
  async documentsOf(names: readonly string[]): Promise<StoredDocument[]> {
    const documents: StoredDocument[] = [];
    for (const chunk of chunks(names)) {
      const rows = await this.knex('license_documents').whereIn(
        'digest',
        chunk,
      );
      documents.push(
        ...rows.map(row => ({ name: row.digest, text: row.document })),
      );
    }
    return documents;
  }

  async countDocuments(): Promise<number> {
    return count(this.knex('license_documents'));
  }

  /** Takes the lock of whoever appends, until the end of the transaction. */
  async lock(): Promise<void> {
    const lock = () =>
      this.knex('license_mark')
        .where('id', 1)
        .update({ id: this.knex.ref('id') as never });
    if ((await lock()) === 0) {
      // A new database, or somebody deleted the row. The empty record has no seal, so nothing is believed of it.
      await this.knex('license_mark')
        .insert({ id: 1, content: '' })
        .onConflict('id')
        .ignore();
      await lock();
    }
  }

  async insertEntries(entries: readonly LedgerEntry[]): Promise<void> {
    for (const chunk of chunks(entries)) {
      await this.knex('license_ledger').insert(chunk.map(toRow));
    }
  }

  /** Takes rows out that are no entries. */
  async removeStrays(sequences: readonly number[]): Promise<void> {
    for (const chunk of chunks(sequences)) {
      await this.knex('license_ledger').whereIn('sequence', chunk).delete();
    }
    await this.knex('license_ledger')
      .where('sequence', '>', Number.MAX_SAFE_INTEGER)
      .orWhere('sequence', '<=', Number.MIN_SAFE_INTEGER)
      .delete();
  }

  async putDocument({ name, text }: StoredDocument): Promise<void> {
    await this.knex('license_documents')
      .insert({ digest: name, document: text })
      .onConflict('digest')
      .merge();
  }

  async removeDocument(name: string): Promise<boolean> {
    return (
      (await this.knex('license_documents').where('digest', name).delete()) > 0
    );
  }

  async putMark(mark: Mark): Promise<void> {
    const content = JSON.stringify(mark);
    await this.knex('license_mark')
      .where('id', 1)
      .update({ content, seal: this.sealer.sealRecord(markText(content)) });
  }

  #toMark(row?: MarkRow): ReadMark {
    if (!row || row.content === '') {
      return { verdict: 'absent' };
    }
    const verdict = this.sealer.verifyRecord(markText(row.content), row.seal);
    if (verdict !== 'good') {
      return { verdict };
    }
    const { data: mark } = markSchema.safeParse(JSON.parse(row.content));
    return mark ? { mark, verdict } : { verdict: 'bad' };
  }
}

/** Opens the rows of the ledger, in a transaction or outside of one. */
export class LedgerStore {
  constructor(
    private readonly database: Database,
    private readonly sealer: Sealer,
  ) {}

  async read<T>(work: (rows: LedgerRows) => Promise<T>): Promise<T> {
    return this.database.run(knex => work(new LedgerRows(knex, this.sealer)));
  }

  /** Whoever changes anything comes one after the other, over replicas too. */
  async change<T>(work: (rows: LedgerRows) => Promise<T>): Promise<T> {
    return this.database.transaction(async tx => {
      const rows = new LedgerRows(tx, this.sealer);
      await rows.lock();
      return work(rows);
    });
  }
}
