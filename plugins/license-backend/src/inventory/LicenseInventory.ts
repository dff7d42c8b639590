import { LoggerService } from '@backstage/backend-plugin-api';
import { revocationsById } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { LicenseConfig } from '../config';
import { LicenseStore, SharedState } from '../database/LicenseStore';
import { messageOf } from '../errors';
import { RowFault } from '../integrity/rowFaults';
import { DeploymentTime } from '../ledger/DeploymentTime';
import { Ledger } from '../ledger/Ledger';
import { withoutDoubles } from './doubles';
import { FileReader, ReadFile } from './FileReader';
import { InstalledLicense, Terms } from './InstalledLicense';
import { KeyRing } from './KeyRing';
import { KnownList, Revocations } from './Revocations';
import { UploadReader } from './UploadReader';

/**
 * What was verified is believed for so many milliseconds, if the revision says that nothing changed. It bounds
 * how long a row edited behind the API can count, and how long a changed file goes unseen.
 */
const MAX_AGE = 15_000;

/** What comes from files and configuration. */
export interface Sources {
  keys: TrustedKeys;
  terms: Terms;
  files: readonly ReadFile[];
  /** The revocation list in force, uploaded ones included. */
  revocations?: KnownList;
}

/** Everything that is installed, as of one moment. */
export interface Snapshot extends Sources {
  /** Each license once, by license id. */
  licenses: readonly InstalledLicense[];
  /** The same before doubles were left out. */
  entries: readonly InstalledLicense[];
  /** Licenses that the ledger has, and the database has not. */
  removed: readonly RowFault[];
  /** The deployment's time, in milliseconds since the epoch: it never runs back. */
  now: number;
}

type Loaded = Omit<Snapshot, 'now'> & { state: SharedState; at: number };

/**
 * Reads and verifies what is installed, from the database and from files.
 *
 * @remarks
 * Facts come from verified documents only, never from columns. Between two reads the revision in the database
 * tells whether any replica changed something, so every answer shows the last change made through the API.
 */
export class LicenseInventory {
  readonly #store: LicenseStore;
  readonly #ledger: Ledger;
  readonly #time: DeploymentTime;
  readonly #keyRing: KeyRing;
  readonly #config: LicenseConfig;
  readonly #logger: LoggerService;
  readonly #revocations: Revocations;
  readonly #files: FileReader;
  readonly uploads: UploadReader;
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;

  constructor(options: {
    store: LicenseStore;
    ledger: Ledger;
    time: DeploymentTime;
    keyRing: KeyRing;
    config: LicenseConfig;
    logger: LoggerService;
  }) {
    const { store, ledger, config, logger } = options;
    this.#store = store;
    this.#ledger = ledger;
    this.#time = options.time;
    this.#keyRing = options.keyRing;
    this.#config = config;
    this.#logger = logger;
    this.#revocations = new Revocations({
      paths: config.revocations.files,
      logger,
    });
    this.#files = new FileReader({ store, paths: config.files });
    this.uploads = new UploadReader({
      store,
      ledger,
      isWatching: config.integrity.enabled,
    });
  }

  get keys(): TrustedKeys {
    return this.#keyRing.keys;
  }

  /** What is installed, no older than the last change that any replica made through the API. */
  async current(): Promise<Snapshot> {
    const state = await this.#store.getState();
    let loaded = this.#loaded;
    if (!loaded || !this.#isFresh(loaded, state)) {
      // A load that somebody else began can have read before the change that made ours necessary.
      loaded = await (this.#loading ?? this.#load());
      if (!this.#isFresh(loaded, state)) {
        loaded = await this.#load();
      }
    }
    return { ...loaded, now: this.#time.now(state) };
  }

  /** Reads everything anew and verifies every signature again. */
  async reload(signal?: AbortSignal): Promise<Snapshot> {
    this.uploads.forget();
    const loaded = await this.#load(signal);
    return { ...loaded, now: this.#time.now(loaded.state) };
  }

  /** What files and configuration say now. */
  async readSources(): Promise<Sources> {
    const { keys } = this;
    const revocations = await this.readRevocations();
    const terms = this.#terms(await this.#store.getState(), revocations);
    const files = await this.#files.read({ keys, terms });
    return { keys, terms, files, ...(revocations && { revocations }) };
  }

  /** What the revocation list in force would be now. */
  async readRevocations(): Promise<KnownList | undefined> {
    return this.#revocations.read(this.#ledger.reading, this.keys);
  }

  /** Reads key files again, and has every replica read its files and keys again before its next answer. */
  async refreshSources(): Promise<void> {
    await this.#keyRing.refresh();
    await this.#store.transaction(tx => tx.touch({ sources: true }));
  }

  #isFresh(loaded: Loaded, state: SharedState): boolean {
    return (
      loaded.keys === this.#keyRing.keys &&
      loaded.state.revision >= state.revision &&
      performance.now() - loaded.at < MAX_AGE
    );
  }

  #terms(state: SharedState, list: KnownList | undefined): Terms {
    const { products, maxGracePeriodDays, productInstanceId } = this.#config;
    const { state: ledgerState, damage } = this.#ledger.reading;
    return {
      productInstanceId:
        productInstanceId ??
        // The ledger cannot be edited unseen; the shared row can.
        ((!damage && ledgerState.productInstanceId) || state.productInstanceId),
      products,
      maxGracePeriodDays,
      ...(list && { revoked: revocationsById(list.list) }),
    };
  }

  #load(signal?: AbortSignal): Promise<Loaded> {
    const loading = this.#readAll(signal).finally(() => {
      if (this.#loading === loading) {
        this.#loading = undefined;
      }
    });
    this.#loading = loading;
    return loading;
  }

  async #readAll(signal?: AbortSignal): Promise<Loaded> {
    const at = performance.now();
    // The state is read before the rows: a change meanwhile makes the result old, never wrongly fresh.
    const state = await this.#store.getState();
    if (
      this.#loaded &&
      this.#loaded.state.sourcesRevision !== state.sourcesRevision
    ) {
      await this.#keyRing.refresh().catch(error => {
        this.#logger.warn(`Another replica refreshed: ${messageOf(error)}`);
      });
    }
    const { keys } = this.#keyRing;
    await this.#ledger.catchUp();
    const revocations = await this.#revocations.read(
      this.#ledger.reading,
      keys,
    );
    const terms = this.#terms(state, revocations);
    const yardstick = { keys, terms };
    const { uploads, removed } = await this.uploads.read(yardstick, signal);
    const files = await this.#files.read(yardstick, signal);
    const entries = [...uploads, ...files.map(({ license }) => license)];
    this.#loaded = {
      state,
      keys,
      at,
      terms,
      entries,
      licenses: withoutDoubles(entries),
      removed,
      files,
      ...(revocations && { revocations }),
    };
    return this.#loaded;
  }
}
