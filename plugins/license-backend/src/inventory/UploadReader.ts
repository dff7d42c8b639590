import { inOrder } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { setImmediate as breathe } from 'node:timers/promises';
import {
  LicenseReader,
  LicenseStore,
  StoredLicense,
} from '../database/LicenseStore';
import {
  faultByDocument,
  faultOfRow,
  integrityCheck,
  RowFault,
  StoredFacts,
} from '../integrity/rowFaults';
import { Ledger, LedgerReading } from '../ledger/Ledger';
import { sha256 } from '../ledger/LedgerEntry';
import {
  inDeployment,
  InstalledLicense,
  Terms,
  Verdict,
  verify,
} from './InstalledLicense';

/** Rows read and verified at a time. */
const PAGE = 200;

/** After so many milliseconds of work others get their turn: there may be thousands of licenses to look at. */
const TURN = 10;

/** What documents are verified against. */
export interface Yardstick {
  keys: TrustedKeys;
  terms: Terms;
}

/** A stored row, and what its document is worth. */
interface ReadRow {
  stored: StoredFacts;
  verdict: Verdict;
}

/** What was found in a stored document. */
interface KnownDocument {
  /** SHA-256 of its text, hex. */
  bytes: string;
  verdict: Verdict;
}

/** What is stored, held against the ledger. */
export interface ReadUploads {
  uploads: InstalledLicense[];
  /** Licenses that the ledger has, and the database has not. */
  removed: RowFault[];
}

/** Reads and verifies uploaded licenses, and holds them against the ledger. */
export class UploadReader {
  readonly #store: LicenseStore;
  readonly #ledger: Ledger;
  readonly #isWatching: boolean;
  /** What was found in documents, to be found again without verifying them as long as their bytes are the same. */
  #known = new Map<string, KnownDocument>();
  #knownFor: Yardstick['keys'] | undefined;

  /** @param options - `isWatching`: whether tamper detection is enabled */
  constructor(options: {
    store: LicenseStore;
    ledger: Ledger;
    isWatching: boolean;
  }) {
    this.#store = options.store;
    this.#ledger = options.ledger;
    this.#isWatching = options.isWatching;
  }

  /** Has every signature verified again. */
  forget() {
    this.#known = new Map();
  }

  /** Reads everything. */
  async read(yardstick: Yardstick, signal?: AbortSignal): Promise<ReadUploads> {
    await this.#ledger.catchUp();
    const rows = new Map<string, ReadRow>();
    const known = new Map<string, KnownDocument>();
    const pause = breather();
    for (let after: string | undefined; ; ) {
      signal?.throwIfAborted();
      const page = await this.#store.listLicenses({ after, limit: PAGE });
      for (const license of page) {
        const row = await this.#verify(license, yardstick);
        rows.set(license.licenseId, row);
        known.set(license.licenseId, {
          bytes: row.stored.bytes,
          verdict: row.verdict,
        });
        await pause();
      }
      if (page.length < PAGE) {
        break;
      }
      after = page.at(-1)!.licenseId;
    }
    this.#known = known;
    this.#knownFor = yardstick.keys;
    await this.#readAgainWhatChanged(rows, yardstick);
    return this.#judge(rows, yardstick.terms, this.#ledger.reading, {
      present: rows,
    });
  }

  /**
   * Reads some licenses anew, in a transaction that nobody else changes anything in and that has caught up with
   * the ledger.
   */
  async readSome(
    tx: LicenseReader,
    licenseIds: readonly string[],
    yardstick: Yardstick,
    reading: LedgerReading,
  ): Promise<ReadUploads> {
    const rows = new Map<string, ReadRow>();
    for (const license of await tx.getLicenses(licenseIds)) {
      rows.set(license.licenseId, await this.#verify(license, yardstick));
    }
    // Whether a document stands in the row of another license is told by the row that it should stand in.
    const own = [...rows.values()].flatMap(
      ({ verdict }) => verdict.verified?.document.licenseId ?? [],
    );
    const present = await tx.getLicenses(own.filter(id => !rows.has(id)));
    return this.#judge(rows, yardstick.terms, reading, {
      among: licenseIds,
      present: new Set([
        ...rows.keys(),
        ...present.map(({ licenseId }) => licenseId),
      ]),
    });
  }

  /** A change between reading rows and reading the ledger must not look like one behind the API. */
  async #readAgainWhatChanged(
    rows: Map<string, ReadRow>,
    yardstick: Yardstick,
  ) {
    for (;;) {
      const changed = [...(await this.#ledger.catchUp())];
      if (changed.length === 0) {
        return;
      }
      changed.forEach(licenseId => rows.delete(licenseId));
      for (const license of await this.#store.getLicenses(changed)) {
        rows.set(license.licenseId, await this.#verify(license, yardstick));
      }
    }
  }

  async #verify(license: StoredLicense, { keys, terms }: Yardstick) {
    const { licenseId, document, installedAt, installedBy } = license;
    const bytes = sha256(document);
    const known = this.#known.get(licenseId);
    const verdict =
      known?.bytes === bytes && this.#knownFor === keys
        ? known.verdict
        : await verify(Buffer.from(document), keys, terms);
    return { stored: { licenseId, bytes, installedAt, installedBy }, verdict };
  }

  async #judge(
    rows: Map<string, ReadRow>,
    terms: Terms,
    reading: LedgerReading,
    options: {
      /** Licenses that have a row. */
      present: Pick<ReadonlySet<string>, 'has'>;
      /** Licenses to be missed without a row; by default all that the ledger has. */
      among?: readonly string[];
    },
  ): Promise<ReadUploads> {
    const { present, among } = options;
    const pause = breather();
    const uploads: InstalledLicense[] = [];
    for (const row of rows.values()) {
      uploads.push(this.#toUpload(row, present, terms, reading));
      await pause();
    }
    if (!this.#isWatching || reading.damage) {
      return { uploads, removed: [] };
    }
    const moved = new Set(
      uploads.flatMap(({ licenseId, fault }) =>
        fault && fault.licenseId !== licenseId ? [fault.licenseId] : [],
      ),
    );
    const removed = [...(among ?? reading.state.licenses.keys())]
      .filter(
        licenseId =>
          !present.has(licenseId) &&
          !moved.has(licenseId) &&
          reading.state.vouchedFor(licenseId),
      )
      .map(licenseId => ({ type: 'row_removed' as const, licenseId }));
    return { uploads, removed };
  }

  #toUpload(
    { stored, verdict }: ReadRow,
    present: Pick<ReadonlySet<string>, 'has'>,
    terms: Terms,
    reading: LedgerReading,
  ): InstalledLicense {
    const { licenseId } = stored;
    const isVouching = this.#isWatching && !reading.damage;
    const vouched = isVouching
      ? reading.state.vouchedFor(licenseId)
      : undefined;
    const fault = isVouching
      ? faultOfMoved(stored, verdict, present, reading) ??
        faultOfRow(stored, verdict, vouched)
      : faultByDocument(stored, verdict);
    const { checks, verified } = inDeployment(verdict, terms, Date.now());
    // A genuine document in the row of another license tells facts of that one.
    const isOwn = verified?.document.licenseId === licenseId;
    const mayJudge = verified && (isVouching || fault);
    return {
      licenseId,
      source: 'upload',
      // What the ledger has is what happened; a column can say anything.
      installedAt: vouched?.installedAt ?? stored.installedAt,
      installedBy: vouched?.installedBy ?? stored.installedBy,
      checks: mayJudge ? inOrder([...checks, integrityCheck(fault)]) : checks,
      ...(isOwn && { verified }),
      stored,
      ...(fault && { fault }),
    };
  }
}

/** A license whose row was given another id: one change, and not a row put in and another taken out. */
function faultOfMoved(
  { licenseId }: StoredFacts,
  { verified }: Verdict,
  present: Pick<ReadonlySet<string>, 'has'>,
  { state }: LedgerReading,
): RowFault | undefined {
  const actual = verified?.document.licenseId;
  return actual !== undefined &&
    actual !== licenseId &&
    !state.vouchedFor(licenseId) &&
    !present.has(actual) &&
    state.vouchedFor(actual)?.digest === verified?.digest
    ? { type: 'column_differs', licenseId: actual }
    : undefined;
}

/** Gives others their turn after some milliseconds of work. */
function breather(): () => Promise<void> {
  let turn = performance.now();
  return async () => {
    if (performance.now() - turn > TURN) {
      await breathe();
      turn = performance.now();
    }
  };
}
