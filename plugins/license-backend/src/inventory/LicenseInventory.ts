import { LoggerService } from '@backstage/backend-plugin-api';
import {
  deduplicate,
  InstalledLicense,
  LicenseSet,
  revocationsById,
} from '@thetasecure/backstage-plugin-license-common';
import { LicenseConfig } from '../config';
import { yieldToEventLoop } from '../database/pages';
import { messageOf } from '../errors';
import { Ledger } from '../ledger/Ledger';
import { LedgerState, LicenseRecord } from '../ledger/LedgerState';
import { LedgerStore } from '../ledger/LedgerStore';
import { sha256 } from '../ledger/Sealer';
import { DocumentVerifier } from '../sources/DocumentVerifier';
import { VerifiedList } from '../sources/RevocationLists';
import { SourceReader, Sources } from '../sources/SourceReader';
import {
  evaluateFile,
  evaluateUpload,
  EvaluationContext,
  InstalledRecord,
} from './evaluate';
import { unnotedSources } from './unnotedSources';

/** Documents read at a time, and verified at a time; files noted at a time. */
const PAGE = 50;

/** What was not whole when it was read is read again after so many milliseconds: somebody may have put it back. */
const LOOK_AGAIN = 60_000;

/** What was issued ahead of the clock is evaluated again after so many milliseconds, until the clock has come there. */
const CLOCK_MOVES = 1000;

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

/** Records whose document is not what was installed. */
type Broken = ReadonlyMap<InstalledRecord, 'edited' | 'missing'>;

const isInstalled = (record: LicenseRecord): record is InstalledRecord =>
  record.installed !== undefined;

/**
 * Evaluates what is installed: a function of what the ledger adds up to, of files and keys, and of now.
 *
 * @remarks
 * The evaluation is kept until the ledger, the sources or a turning point make another one, as every answer needs it.
 */
export class LicenseInventory {
  #made: Made | undefined;
  #making: Promise<Made> | undefined;
  #noting = Promise.resolve();

  constructor(
    private readonly deps: {
      ledger: Ledger;
      store: LedgerStore;
      sources: SourceReader;
      verifier: DocumentVerifier;
      config: LicenseConfig;
      logger: LoggerService;
    },
  ) {}

  /** What is installed, no older than the last change that any replica made through the API. */
  async current(): Promise<Snapshot> {
    const { ledger, logger } = this.deps;
    await ledger.readOn();
    const { state, head } = ledger;
    const sources = await this.deps.sources.current(state.refreshedBy);
    for (;;) {
      const known = this.#made;
      // Whoever changes something meanwhile is none of the caller's: what was read before is enough.
      if (known && this.#holds(known, { state, head, sources })) {
        return { ...known.snapshot, now: ledger.time.now };
      }
      // Whoever comes meanwhile waits for the same, and looks whether it is what they came for.
      this.#making ??= this.#make(sources).finally(() => {
        this.#making = undefined;
      });
      const made = await this.#making;
      this.#made = made;
      if (unnotedSources(made.state, sources, made.snapshot.list).length > 0) {
        this.noteSources().catch(error => {
          logger.warn(
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
    const { ledger, sources, verifier } = this.deps;
    await ledger.readOn();
    const { keys } = await sources.read({ verifyAgain: true, signal });
    const records = this.#installed();
    const broken = await this.#verify(records, keys, signal);
    // The memory of a document that is no longer there would pass for it.
    for (const { installed } of broken.keys()) {
      verifier.forget(installed.bytes);
    }
    this.#made = undefined;
    const snapshot = await this.current();
    verifier.keepOnly(
      new Set([
        ...this.#installed().map(({ installed }) => installed.bytes),
        ...snapshot.sources.files.map(({ digest }) => digest),
      ]),
    );
    return snapshot;
  }

  /** Reads files again. */
  async readFiles(signal?: AbortSignal): Promise<void> {
    await this.deps.sources.read({ signal });
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
    const { ledger } = this.deps;
    const pause = yieldToEventLoop();
    for (let start = 0; start <= sources.files.length; start += PAGE) {
      const page = {
        ...sources,
        files: sources.files.slice(start, start + PAGE),
      };
      if (unnotedSources(ledger.state, page, list).length > 0) {
        await ledger.change(async tx =>
          tx.append(...unnotedSources(tx.state, page, list)),
        );
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
          made.state === this.deps.ledger.state;
    return (
      isNoOlder &&
      made.sources === wanted.sources &&
      performance.now() < made.until
    );
  }

  #installed(): InstalledRecord[] {
    return [...this.deps.ledger.state.licenses.values()].filter(isInstalled);
  }

  async #make(sources: Sources): Promise<Made> {
    const { ledger, verifier } = this.deps;
    const { keys } = sources;
    for (;;) {
      // What follows is of this moment of the ledger, or newer.
      const { state, head } = ledger;
      const records = this.#installed();
      const list = await this.deps.sources.lists.inForce(state, keys);
      const unknown = records.filter(
        ({ installed }) => !verifier.find(installed.bytes, keys),
      );
      const broken = await this.#verify(unknown, keys);
      if (broken.size > 0) {
        // A document that was replaced or deleted meanwhile is none that is missing.
        await ledger.readOn();
      }
      const isStill =
        ledger.state === state && ledger.head.sequence === head.sequence;
      const evaluation =
        (broken.size === 0 || isStill) &&
        (await this.#evaluate(records, broken, sources, list));
      if (evaluation) {
        return { state, sequence: head.sequence, sources, ...evaluation };
      }
    }
  }

  /** @returns `undefined` if other keys are trusted meanwhile */
  async #evaluate(
    records: readonly InstalledRecord[],
    broken: Broken,
    sources: Sources,
    list: VerifiedList | undefined,
  ): Promise<Pick<Made, 'snapshot' | 'until'> | undefined> {
    const { ledger, verifier, config } = this.deps;
    const context: EvaluationContext = {
      keys: sources.keys,
      products: config.products,
      productInstanceId:
        config.productInstanceId ?? ledger.state.productInstanceId ?? 'unknown',
      ...(list && { revoked: revocationsById(list.list) }),
    };
    const clock = Date.now();
    const pause = yieldToEventLoop();
    const uploads = new Map<string, InstalledLicense>();
    for (const record of records) {
      const verification =
        broken.get(record) ??
        verifier.find(record.installed.bytes, sources.keys);
      if (!verification) {
        return undefined;
      }
      uploads.set(
        record.licenseId,
        evaluateUpload(record, verification, context, clock),
      );
      await pause();
    }
    const files: InstalledLicense[] = [];
    for (const file of sources.files) {
      const known = ledger.state.files.get(file.name);
      files.push(evaluateFile(file, known, context, clock));
      await pause();
    }
    const all = [...uploads.values(), ...files];
    let lasts = Infinity;
    if (all.some(({ verified }) => verified && verified.issuedAt > clock)) {
      lasts = CLOCK_MOVES;
    } else if ([...broken.keys()].some(({ fault }) => !fault)) {
      lasts = LOOK_AGAIN;
    }
    return {
      until: performance.now() + lasts,
      snapshot: {
        uploads,
        files,
        sources,
        context,
        ...(list && { list }),
        licenses: new LicenseSet(deduplicate(all)),
      },
    };
  }

  /**
   * Reads and verifies documents.
   *
   * @returns those that are not what was installed
   */
  async #verify(
    records: readonly InstalledRecord[],
    keys: Sources['keys'],
    signal?: AbortSignal,
  ): Promise<Broken> {
    const { store, verifier } = this.deps;
    const pause = yieldToEventLoop();
    const broken = new Map<InstalledRecord, 'edited' | 'missing'>();
    for (let start = 0; start < records.length; start += PAGE) {
      signal?.throwIfAborted();
      const page = records.slice(start, start + PAGE);
      const names = page.map(({ installed }) => installed.bytes);
      const stored = await store.read(rows => rows.documentsOf(names));
      const texts = new Map(stored.map(({ name, text }) => [name, text]));
      await Promise.all(
        page.map(async record => {
          const { bytes } = record.installed;
          const text = texts.get(bytes);
          if (text === undefined) {
            broken.set(record, 'missing');
          } else if (sha256(text) !== bytes) {
            broken.set(record, 'edited');
          } else {
            await verifier.verify(bytes, Buffer.from(text), keys);
          }
        }),
      );
      await pause();
    }
    return broken;
  }
}
