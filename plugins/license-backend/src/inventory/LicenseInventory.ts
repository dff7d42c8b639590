import { LoggerService } from '@backstage/backend-plugin-api';
import { revocationsById } from '@thetasecure/backstage-plugin-license-common';
import { LicenseConfig } from '../config';
import { messageOf } from '../errors';
import { Ledger } from '../ledger/Ledger';
import { LedgerState, LicenseRecord } from '../ledger/LedgerState';
import { LedgerStore } from '../ledger/LedgerStore';
import { yieldToEventLoop } from '../database/pages';
import { sha256 } from '../ledger/Sealer';
import { DocumentVerifier, Verification } from '../sources/DocumentVerifier';
import { VerifiedList } from '../sources/RevocationLists';
import { LicenseFile, SourceReader, Sources } from '../sources/SourceReader';
import { deduplicate } from './deduplicate';
import { LicenseSet } from './EvaluatedLicenses';
import {
  evaluateFile,
  evaluateUpload,
  EvaluationContext,
  InstalledLicense,
} from './InstalledLicense';
import { unnotedSources } from './unnotedSources';

/** Documents read at a time, and verified at a time; files noted at a time. */
const PAGE = 50;

/** What was not whole when it was read is read again after so many milliseconds: somebody may have put it back. */
const LOOK_AGAIN = 60_000;

/** Everything that is installed, as of one moment. */
export interface Snapshot {
  /** Each license once. */
  licenses: LicenseSet;
  /** Uploaded ones, by id; a file may stand before them. */
  uploads: ReadonlyMap<string, InstalledLicense>;
  /** Licenses from files. */
  files: readonly InstalledLicense[];
  sources: Sources;
  context: EvaluationContext;
  /** The revocation list in force. */
  list?: VerifiedList;
  /** The deployment's time, in milliseconds since the epoch: it never runs back. */
  now: number;
}

/** What an evaluation was made of: another one of any of them takes another evaluation. */
interface Made {
  state: LedgerState;
  sequence: number;
  sources: Sources;
  /** `performance.now()` from which on it may no longer hold. */
  until: number;
  snapshot: Omit<Snapshot, 'now'>;
}

type Installed = Parameters<typeof evaluateUpload>[0];

const isInstalled = (record: LicenseRecord): record is Installed =>
  record.installed !== undefined;

/**
 * Evaluates what is installed: a function of what the ledger adds up to, of files and keys, and of now.
 *
 * @remarks
 * Two things are remembered. What a document is worth, by its digest and the set of keys, as verifying takes a tenth of
 * a millisecond; and the evaluation as a whole until the ledger, the sources or a turning point make another one, as
 * every answer needs it.
 */
export class LicenseInventory {
  readonly #ledger: Ledger;
  readonly #store: LedgerStore;
  readonly #sources: SourceReader;
  readonly #verifier: DocumentVerifier;
  readonly #config: LicenseConfig;
  readonly #logger: LoggerService;
  #context: EvaluationContext | undefined;
  #contextList: VerifiedList | undefined;
  /** Of each record, what it amounts to in the context. */
  #evaluated = new WeakMap<LicenseRecord, InstalledLicense>();
  /** The same of each file. */
  #evaluatedFiles = new WeakMap<LicenseFile, InstalledLicense>();
  #made: Made | undefined;
  #making: Promise<Made> | undefined;
  #noting = Promise.resolve();

  constructor(options: {
    ledger: Ledger;
    store: LedgerStore;
    sources: SourceReader;
    verifier: DocumentVerifier;
    config: LicenseConfig;
    logger: LoggerService;
  }) {
    this.#ledger = options.ledger;
    this.#store = options.store;
    this.#sources = options.sources;
    this.#verifier = options.verifier;
    this.#config = options.config;
    this.#logger = options.logger;
  }

  /** What is installed, no older than the last change that any replica made through the API. */
  async current(): Promise<Snapshot> {
    await this.#ledger.readOn();
    const { state, head } = this.#ledger;
    const sources = await this.#sources.current(state.refreshedBy);
    for (;;) {
      const known = this.#made;
      // Whoever changes something meanwhile is none of the caller's: what was read before is enough.
      if (known && this.#holds(known, { state, head, sources })) {
        return { ...known.snapshot, now: this.#ledger.time.now };
      }
      // Whoever comes meanwhile waits for the same, and looks whether it is what they came for.
      this.#making ??= this.#make(sources).finally(() => {
        this.#making = undefined;
      });
      const made = await this.#making;
      this.#made = made;
      if (unnotedSources(made.state, sources, made.snapshot.list).length > 0) {
        this.noteSources().catch(error => {
          this.#logger.warn(
            `License files could not be noted in the ledger: ${messageOf(
              error,
            )}`,
          );
        });
      }
    }
  }

  /** Reads files again and verifies every signature again. */
  async reload(signal?: AbortSignal): Promise<Snapshot> {
    await this.#ledger.readOn();
    await this.#sources.read({ verifyAgain: true, signal });
    this.#forget();
    this.#made = undefined;
    await this.#load({ verifyAgain: true, signal });
    const snapshot = await this.current();
    this.#verifier.keepOnly(
      new Set([
        ...this.#installed().map(({ installed }) => installed.bytes),
        ...snapshot.sources.files.map(({ digest }) => digest),
      ]),
    );
    return snapshot;
  }

  /** Reads files again. */
  async readFiles(signal?: AbortSignal): Promise<void> {
    await this.#sources.read({ signal });
  }

  /** Notes in the ledger what came by files and configuration, rightly. */
  async noteSources(): Promise<void> {
    const { sources, list } = await this.current();
    this.#noting = this.#noting
      .catch(() => {})
      .then(() => this.#note(sources, list));
    await this.#noting;
  }

  /** While a change is written nobody else has their turn, so each notes no more than a page of files. */
  async #note(sources: Sources, list: VerifiedList | undefined): Promise<void> {
    const pause = yieldToEventLoop();
    for (let start = 0; start <= sources.files.length; start += PAGE) {
      const page = {
        ...sources,
        files: sources.files.slice(start, start + PAGE),
      };
      const unnoted = () => unnotedSources(this.#ledger.state, page, list);
      if (unnoted().length > 0) {
        await this.#ledger.change(async tx => tx.append(...unnoted()));
      }
      await pause();
    }
  }

  #holds(
    made: Made,
    wanted: Pick<Made, 'state' | 'sources'> & { head: { sequence: number } },
  ): boolean {
    const isNoOlder =
      made.state === wanted.state
        ? made.sequence >= wanted.head.sequence
        : // The whole ledger was read anew meanwhile.
          made.state === this.#ledger.state;
    return (
      isNoOlder &&
      made.sources === wanted.sources &&
      performance.now() < made.until
    );
  }

  #installed(): Installed[] {
    return [...this.#ledger.state.licenses.values()].filter(isInstalled);
  }

  async #make(sources: Sources): Promise<Made> {
    for (;;) {
      const list = await this.#sources.lists.inForce(
        this.#ledger.state,
        sources.keys,
      );
      const context = this.#contextOf(sources, list);
      const broken = await this.#load({});
      const pause = yieldToEventLoop();
      for (const file of sources.files) {
        this.#evaluateFile(file, context);
        await pause();
      }
      const { state, head } = this.#ledger;
      // From here on nothing else happens in between: it is one moment of the ledger.
      const records = this.#installed();
      if (records.every(record => this.#evaluated.has(record))) {
        return this.#put(
          { state, sequence: head.sequence, sources },
          records,
          { sources, context, ...(list && { list }) },
          broken,
        );
      }
    }
  }

  #put(
    made: Pick<Made, 'state' | 'sequence' | 'sources'>,
    records: readonly Installed[],
    rest: Pick<Snapshot, 'sources' | 'context' | 'list'>,
    broken: readonly Installed[],
  ): Made {
    const clock = Date.now();
    const uploads = new Map(
      records.map(record => [record.licenseId, this.#evaluated.get(record)!]),
    );
    const files = rest.sources.files.map(file => {
      const license = this.#evaluateFile(file, rest.context);
      const known = made.state.files.get(file.name);
      return known?.digest === file.digest
        ? { ...license, installedAt: known.since }
        : license;
    });
    // What was issued ahead of the clock is worth something else once the clock has come there.
    const isAhead = [...uploads.values(), ...files].some(
      ({ verified }) => verified && verified.issuedAt > clock,
    );
    if (isAhead) {
      this.#forget();
    }
    broken.forEach(record => this.#evaluated.delete(record));
    let lasts = broken.length > 0 ? LOOK_AGAIN : Infinity;
    if (isAhead) {
      lasts = 1000;
    }
    return {
      ...made,
      until: performance.now() + lasts,
      snapshot: {
        ...rest,
        uploads,
        files,
        licenses: new LicenseSet(deduplicate([...uploads.values()], files)),
      },
    };
  }

  /** The same object for the same terms, so that what was evaluated by them need not be again. */
  #contextOf(
    { keys }: Sources,
    list: VerifiedList | undefined,
  ): EvaluationContext {
    const { products, maxGracePeriodDays } = this.#config;
    const productInstanceId =
      this.#config.productInstanceId ??
      this.#ledger.state.productInstanceId ??
      'unknown';
    if (
      this.#context?.keys !== keys ||
      this.#context.productInstanceId !== productInstanceId ||
      this.#contextList !== list
    ) {
      this.#context = {
        keys,
        productInstanceId,
        products,
        maxGracePeriodDays,
        ...(list && { revoked: revocationsById(list.list) }),
      };
      this.#contextList = list;
      this.#forget();
    }
    return this.#context;
  }

  #forget() {
    this.#evaluated = new WeakMap();
    this.#evaluatedFiles = new WeakMap();
  }

  #evaluateFile(
    file: LicenseFile,
    context: EvaluationContext,
  ): InstalledLicense {
    const known = this.#context === context && this.#evaluatedFiles.get(file);
    if (known) {
      return known;
    }
    const license = evaluateFile(file, context, Date.now());
    if (this.#context === context) {
      this.#evaluatedFiles.set(file, license);
    }
    return license;
  }

  /**
   * Evaluates each record that was not yet, and reads documents where it takes that.
   *
   * @returns those whose document is not whole, though no scan has said so
   */
  async #load(options: {
    verifyAgain?: boolean;
    signal?: AbortSignal;
  }): Promise<Installed[]> {
    const context = this.#context;
    if (!context) {
      return [];
    }
    const pause = yieldToEventLoop();
    const broken: Installed[] = [];
    const evaluate = (
      record: Installed,
      verification: Verification | 'edited' | 'missing',
    ) => {
      if (typeof verification === 'string' && !record.fault) {
        broken.push(record);
      }
      if (this.#context === context) {
        this.#evaluated.set(
          record,
          evaluateUpload(record, verification, context, Date.now()),
        );
      }
    };
    const unread: Installed[] = [];
    for (const record of this.#installed()) {
      if (!this.#evaluated.has(record)) {
        const known =
          !options.verifyAgain &&
          this.#verifier.find(record.installed.bytes, context.keys);
        if (known) {
          evaluate(record, known);
        } else {
          unread.push(record);
        }
        await pause();
      }
    }
    for (let start = 0; start < unread.length; start += PAGE) {
      options.signal?.throwIfAborted();
      const page = unread.slice(start, start + PAGE);
      const names = page.map(({ installed }) => installed.bytes);
      const documents = new Map(
        (await this.#store.read(rows => rows.documentsOf(names))).map(
          ({ name, text }) => [name, text],
        ),
      );
      await Promise.all(
        page.map(async record => {
          const { bytes } = record.installed;
          const text = documents.get(bytes);
          if (text === undefined) {
            evaluate(record, 'missing');
          } else if (sha256(text) !== bytes) {
            evaluate(record, 'edited');
          } else {
            evaluate(
              record,
              await this.#verifier.verify(
                bytes,
                Buffer.from(text),
                context.keys,
              ),
            );
          }
        }),
      );
      await pause();
    }
    return broken;
  }
}
