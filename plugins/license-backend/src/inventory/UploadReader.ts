import {
  readLicenseFileAgain,
  TrustedKeys,
} from '@thetasecure/backstage-plugin-license-node';
import {
  LicenseReader,
  LicenseStore,
  StoredLicense,
} from '../database/LicenseStore';
import { RowFault } from '../integrity/rowFaults';
import { Ledger, LedgerReading } from '../ledger/Ledger';
import { sha256 } from '../ledger/LedgerEntry';
import { breather } from '../paging/breather';
import { InFlight } from '../paging/InFlight';
import { readAhead } from '../paging/readAhead';
import {
  InstalledLicense,
  isStillGenuine,
  Terms,
  Verdict,
  verify,
} from './InstalledLicense';
import { sharedText } from '../paging/Shared';
import { byId, exchange, findById } from './sorted';
import { ReadRow, Standard, toUpload } from './toUpload';

/** Rows read at a time. */
const PAGE = 100;

/** Signatures that are verified at a time: enough to go on with while the next page is read. */
const WIDTH = 32;

/**
 * Of so many bytes of documents the payload is kept, to be verified again without parsing them again. They are over
 * ten thousand licenses; of more, the rest takes a little longer.
 */
const KEPT_PAYLOADS = 12 * 1024 * 1024;

/** With more changes than these everything is read anew, page by page. */
const MANY = 1000;

/** What documents are verified against. */
export interface Yardstick {
  keys: TrustedKeys;
  terms: Terms;
}

/** What is stored, held against the ledger. */
export interface ReadUploads {
  /** Each id once, sorted by id. */
  uploads: readonly InstalledLicense[];
  /** Licenses that the ledger has, and the database has not. */
  removed: readonly RowFault[];
}

/** The same, and the sequence of the ledger from which on changes may be missing. */
export interface ReadUpTo extends ReadUploads {
  sequence: number;
}

/**
 * Reads and verifies uploaded licenses, and holds them against the ledger.
 *
 * @remarks
 * What was found in a document is kept beside the digest of its text, and found again by it: the rows themselves are
 * read and digested each time, so no change of a row goes unseen for having been read before.
 */
export class UploadReader {
  readonly #store: LicenseStore;
  readonly #ledger: Ledger;
  readonly #isWatching: boolean;
  #known: ReadonlyMap<string, ReadRow> = new Map();
  #knownFor: TrustedKeys | undefined;
  #standard: Standard | undefined;

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

  /**
   * Reads everything.
   *
   * @param options - `verifyAgain`: verify also signatures of documents that are as they were
   */
  async read(
    yardstick: Yardstick,
    options?: { verifyAgain?: boolean; signal?: AbortSignal },
  ): Promise<ReadUpTo> {
    await this.#ledger.catchUp();
    const { sequence } = this.#ledger;
    const rows = await this.#readRows(yardstick, options);
    this.#known = rows;
    this.#knownFor = yardstick.keys;
    const { terms } = yardstick;
    const { reading } = this.#ledger;
    return {
      ...(await this.#judge(rows, terms, reading, { present: rows })),
      sequence,
    };
  }

  /**
   * Reads what was changed through the API since, until nothing was: a change between reading rows and reading the
   * ledger must not look like one behind the API.
   *
   * @param before - read with the same yardstick
   */
  async catchUp(before: ReadUpTo, yardstick: Yardstick): Promise<ReadUpTo> {
    let read = before;
    for (;;) {
      await this.#ledger.catchUp();
      const { sequence } = this.#ledger;
      if (sequence === read.sequence) {
        return read;
      }
      const ids = new Set(this.#ledger.changedSince(read.sequence));
      // What is wrong with a row can depend on whether there is another one.
      for (const { licenseId, fault } of read.uploads) {
        if (fault) {
          ids.add(licenseId).add(fault.licenseId);
        }
      }
      read.removed.forEach(({ licenseId }) => ids.add(licenseId));
      read =
        ids.size > MANY
          ? await this.read(yardstick)
          : await this.#readChanged(read, [...ids], yardstick, sequence);
    }
  }

  async #readChanged(
    before: ReadUploads,
    ids: readonly string[],
    yardstick: Yardstick,
    sequence: number,
  ): Promise<ReadUpTo> {
    if (ids.length === 0) {
      return { ...before, sequence };
    }
    const rows = new Map<string, ReadRow>();
    for (const license of await this.#store.getLicenses(ids)) {
      rows.set(license.licenseId, await this.#readRow(license, yardstick));
    }
    const meant = new Set(ids);
    const { uploads, removed } = await this.#judge(
      rows,
      yardstick.terms,
      this.#ledger.reading,
      {
        among: ids,
        present: {
          has: id =>
            meant.has(id)
              ? rows.has(id)
              : findById(before.uploads, id) !== undefined,
        },
      },
    );
    return {
      uploads: exchange(before.uploads, ids, uploads),
      removed: [
        ...before.removed.filter(({ licenseId }) => !meant.has(licenseId)),
        ...removed,
      ],
      sequence,
    };
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
      rows.set(license.licenseId, await this.#readRow(license, yardstick));
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

  /** The same object for the same standard. */
  #standardOf(terms: Terms, { damage }: LedgerReading): Standard {
    const isVouching = this.#isWatching && !damage;
    if (
      this.#standard?.terms !== terms ||
      this.#standard.isVouching !== isVouching
    ) {
      this.#standard = { terms, isVouching };
    }
    return this.#standard;
  }

  async #readRows(
    yardstick: Yardstick,
    options?: { verifyAgain?: boolean; signal?: AbortSignal },
  ): Promise<Map<string, ReadRow>> {
    const rows = new Map<string, ReadRow>();
    const inFlight = new InFlight(WIDTH);
    let room = KEPT_PAYLOADS;
    const take = (row: ReadRow) => {
      const size = row.signed?.payload.length ?? 0;
      if (size > room) {
        delete row.signed;
      } else {
        room -= size;
      }
      rows.set(row.stored.licenseId, row);
    };
    const pause = breather();
    const pages = readAhead<StoredLicense, string>(
      page => this.#store.listLicenses(page),
      {
        keyOf: ({ licenseId }) => licenseId,
        limit: PAGE,
        signal: options?.signal,
      },
    );
    for await (const page of pages) {
      for (const license of page) {
        const row = this.#readRow(license, yardstick, options?.verifyAgain);
        if (row instanceof Promise) {
          await inFlight.add(row.then(take));
        } else {
          take(row);
        }
        await pause();
      }
    }
    await inFlight.drain();
    return rows;
  }

  /** At once, unless there is something to verify. */
  #readRow(
    license: StoredLicense,
    { keys, terms }: Yardstick,
    isAgain?: boolean,
  ): ReadRow | Promise<ReadRow> {
    const { licenseId, document, installedAt, installedBy } = license;
    const bytes = sha256(document);
    const toRow = (verdict: Verdict): ReadRow => ({
      stored: {
        licenseId,
        bytes,
        installedAt: sharedText(installedAt),
        installedBy: sharedText(installedBy),
      },
      verdict,
    });
    const verifyAnew = async () => verify(Buffer.from(document), keys, terms);
    const known = this.#known.get(licenseId);
    if (known?.stored.bytes !== bytes || this.#knownFor !== keys) {
      return verifyAnew().then(toRow);
    }
    const row =
      known.stored.installedAt === installedAt &&
      known.stored.installedBy === installedBy
        ? known
        : toRow(known.verdict);
    return isAgain && row.verdict.verified
      ? this.#verifyAgain(row, document, keys, async () =>
          toRow(await verifyAnew()),
        )
      : row;
  }

  async #verifyAgain(
    row: ReadRow,
    document: string,
    keys: TrustedKeys,
    verifyAnew: () => Promise<ReadRow>,
  ): Promise<ReadRow> {
    row.signed ??= readLicenseFileAgain(document);
    return (await isStillGenuine(row.signed, keys)) ? row : verifyAnew();
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
    const standard = this.#standardOf(terms, reading);
    const pause = breather();
    const uploads: InstalledLicense[] = [];
    for (const row of rows.values()) {
      uploads.push(toUpload(row, present, standard, reading));
      await pause();
    }
    uploads.sort(byId);
    if (!standard.isVouching) {
      return { uploads, removed: [] };
    }
    const moved = new Set(
      uploads.flatMap(({ licenseId, fault }) =>
        fault && fault.licenseId !== licenseId ? [fault.licenseId] : [],
      ),
    );
    const removed: RowFault[] = [];
    for (const licenseId of among ?? reading.state.licenses.keys()) {
      if (
        !present.has(licenseId) &&
        !moved.has(licenseId) &&
        reading.state.vouchedFor(licenseId)
      ) {
        removed.push({ type: 'row_removed', licenseId });
      }
      await pause();
    }
    return { uploads, removed };
  }
}
