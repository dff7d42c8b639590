import { hash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Portal } from './Portal';

// It belongs to the backend, and is built for the backend's Node.js.
const Database = createRequire(
  resolve(__dirname, '../plugins/license-backend/package.json'),
)('better-sqlite3');

/** As much of a database as is needed here. */
interface Connection {
  prepare(sql: string): {
    get(...values: string[]): { document: string };
    run(...values: string[]): unknown;
  };
}

const OF_LICENSE = "json_extract(document, '$.licenseId') = ?";

/** The stored documents, as somebody sees them who has got at the database behind the portal's back. */
export class StoredLicenses {
  readonly #file: string;

  constructor(portal: Portal) {
    this.#file = join(portal.folder, 'license.sqlite');
  }

  /** Changes a stored document. */
  edit(licenseId: string, change: (document: string) => string): void {
    this.#run(database => {
      const { document } = database
        .prepare(`SELECT document FROM license_documents WHERE ${OF_LICENSE}`)
        .get(licenseId);
      const changed = change(document);
      if (changed === document) {
        throw new Error(`The document of ${licenseId} is what it was`);
      }
      database
        .prepare(
          `UPDATE license_documents SET document = ? WHERE ${OF_LICENSE}`,
        )
        .run(changed, licenseId);
    });
  }

  /** Takes a document out. */
  remove(licenseId: string): void {
    this.#run(database =>
      database
        .prepare(`DELETE FROM license_documents WHERE ${OF_LICENSE}`)
        .run(licenseId),
    );
  }

  /** Puts a document in, under the name that it would have if it had been installed. */
  putIn(document: string): void {
    this.#run(database =>
      database
        .prepare('INSERT INTO license_documents VALUES (?, ?)')
        .run(hash('sha256', document), document),
    );
  }

  #run(work: (database: Connection) => unknown): void {
    const database = new Database(this.#file, { timeout: 10_000 });
    try {
      work(database);
    } finally {
      database.close();
    }
  }
}
