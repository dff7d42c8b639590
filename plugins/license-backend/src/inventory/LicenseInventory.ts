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
import { InstalledLicenses } from './InstalledLicenses';
import { KeyRing } from './KeyRing';
import { KnownList, Revocations } from './Revocations';
import { ReadUpTo, UploadReader } from './UploadReader';

/**
 * After so many milliseconds what is stored is looked at again, in the background, while answers go on: this is how
 * soon a row edited behind the API or a changed file is seen.
 */
const LOOK_AGAIN = 15_000;

/**
 * What was looked at longer ago is not shown any more: whoever asks waits until it was looked at again. With the time
 * that takes, it bounds how long a row edited behind the API can count (60 seconds, DESIGN: HTTP API).
 */
const MAX_AGE = 45_000;

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
  /** Each license once. */
  licenses: InstalledLicenses;
  /** Uploaded ones, each id once, sorted by id; a file may stand before them. */
  uploads: readonly InstalledLicense[];
  /** Licenses that the ledger has, and the database has not. */
  removed: readonly RowFault[];
  /** The deployment's time, in milliseconds since the epoch: it never runs back. */
  now: number;
}

/** What everything has to be judged anew by, once any of it is another. */
interface Basis {
  keys: TrustedKeys;
  sourcesRevision: number;
  productInstanceId: string;
  /** The sequence of the revocation list that the ledger has. */
  revocations: number;
  /** Of the ledger. */
  baseline: number;
  isDamaged: boolean;
}

const isSame = (one: Basis, other: Basis): boolean =>
  Object.entries(one).every(
    ([name, value]) => other[name as keyof Basis] === value,
  );

const hasSameItems = <T>(one: readonly T[], other: readonly T[]): boolean =>
  one.length === other.length &&
  one.every((item, index) => item === other[index]);

/** What was read. */
interface Loaded extends Omit<Snapshot, 'now' | 'uploads' | 'removed'> {
  read: ReadUpTo;
  basis: Basis;
  revision: number;
  /** When it was looked at, by `performance.now()`. */
  at: number;
}

/**
 * Reads and verifies what is installed, from the database and from files.
 *
 * @remarks
 * Facts come from verified documents only, never from columns. Before each answer the revision in the database
 * tells whether any replica changed something, and the ledger tells what: so every answer shows the last change made
 * through the API, and costs no more than that change.
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
  #knownTerms: { list: KnownList | undefined; terms: Terms } | undefined;
  #loaded: Loaded | undefined;
  #updating: Promise<Loaded> | undefined;
  #looking: Promise<Loaded> | undefined;

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

  /**
   * What is installed, no older than the last change that any replica made through the API.
   *
   * @param known - what all replicas share, if it was read just now
   */
  async current(known?: SharedState): Promise<Snapshot> {
    const state = known ?? (await this.#store.getState());
    let loaded = this.#loaded;
    if (!loaded || !this.#isCurrent(loaded, state)) {
      // An update that somebody else began can have read before the change that made ours necessary.
      loaded = await (this.#updating ?? this.#update());
      if (!this.#isCurrent(loaded, state)) {
        loaded = await this.#update();
      }
    }
    if (performance.now() - loaded.at > LOOK_AGAIN && !this.#looking) {
      this.#look().catch(error => {
        this.#logger.warn(
          `What is installed could not be looked at again: ${messageOf(error)}`,
        );
      });
    }
    return this.#toSnapshot(loaded, state);
  }

  /**
   * Reads everything anew, now.
   *
   * @param options - `verifyAgain`: verify every signature again, also of what is as it was
   */
  async reload(options: {
    verifyAgain?: boolean;
    signal?: AbortSignal;
  }): Promise<Snapshot> {
    const loaded = await this.#readAll(options);
    return this.#toSnapshot(loaded, await this.#store.getState());
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

  #isCurrent(loaded: Loaded, state: SharedState): boolean {
    return (
      loaded.basis.keys === this.#keyRing.keys &&
      loaded.revision >= state.revision &&
      performance.now() - loaded.at < MAX_AGE
    );
  }

  #toSnapshot({ read, ...loaded }: Loaded, state: SharedState): Snapshot {
    const { uploads, removed } = read;
    return { ...loaded, uploads, removed, now: this.#time.now(state) };
  }

  #productInstanceId(state: SharedState): string {
    const { state: ledgerState, damage } = this.#ledger.reading;
    return (
      this.#config.productInstanceId ??
      // The ledger cannot be edited unseen; the shared row can.
      ((!damage && ledgerState.productInstanceId) || state.productInstanceId)
    );
  }

  /** The same object for the same terms, so that what was judged by them need not be judged again. */
  #terms(state: SharedState, list: KnownList | undefined): Terms {
    const productInstanceId = this.#productInstanceId(state);
    const known = this.#knownTerms;
    if (
      known?.list === list &&
      known?.terms.productInstanceId === productInstanceId
    ) {
      return known.terms;
    }
    const { products, maxGracePeriodDays } = this.#config;
    const terms = {
      productInstanceId,
      products,
      maxGracePeriodDays,
      ...(list && { revoked: revocationsById(list.list) }),
    };
    this.#knownTerms = { list, terms };
    return terms;
  }

  #update(): Promise<Loaded> {
    const updating = this.#bringUpToDate().finally(() => {
      if (this.#updating === updating) {
        this.#updating = undefined;
      }
    });
    this.#updating = updating;
    return updating;
  }

  /** Looks at everything again; whoever wants that meanwhile gets the same. */
  #look(): Promise<Loaded> {
    this.#looking ??= this.#readAll().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Reads what was changed since it was read before; everything, if there is anything to judge everything anew by. */
  async #bringUpToDate(): Promise<Loaded> {
    const before = this.#loaded;
    // The state is read before the rows: a change meanwhile makes the result old, never wrongly fresh.
    const state = await this.#store.getState();
    if (!before || performance.now() - before.at >= MAX_AGE) {
      return this.#look();
    }
    await this.#ledger.catchUp();
    if (!isSame(this.#basis(state), before.basis)) {
      return this.#readAll();
    }
    const read = await this.uploads.catchUp(before.read, before);
    return this.#take({ ...before, read, revision: state.revision });
  }

  async #readAll(options?: {
    verifyAgain?: boolean;
    signal?: AbortSignal;
  }): Promise<Loaded> {
    const at = performance.now();
    const state = await this.#store.getState();
    if (
      this.#loaded &&
      this.#loaded.basis.sourcesRevision !== state.sourcesRevision
    ) {
      await this.#keyRing.refresh().catch(error => {
        this.#logger.warn(`Another replica refreshed: ${messageOf(error)}`);
      });
    }
    await this.#ledger.catchUp();
    const basis = this.#basis(state);
    const { keys } = basis;
    const revocations = await this.#revocations.read(
      this.#ledger.reading,
      keys,
    );
    const terms = this.#terms(state, revocations);
    const yardstick = { keys, terms };
    const found = await this.uploads.read(yardstick, options);
    const files = await this.#files.read(yardstick, options);
    return this.#take({
      basis,
      revision: state.revision,
      at,
      keys,
      terms,
      files,
      ...(revocations && { revocations }),
      read: await this.uploads.catchUp(found, yardstick),
    });
  }

  /** Takes what was read for what is installed, unless everything was looked at again meanwhile. */
  #take(loaded: Omit<Loaded, 'licenses'>): Loaded {
    const { read, files } = loaded;
    const before = this.#loaded;
    const all = withoutDoubles(
      read.uploads,
      files.map(({ license }) => license),
    );
    const taken = {
      ...loaded,
      licenses:
        before && hasSameItems(before.licenses.all, all)
          ? before.licenses
          : new InstalledLicenses(all),
    };
    if (!before || before.at <= taken.at) {
      this.#loaded = taken;
    }
    return taken;
  }

  #basis(state: SharedState): Basis {
    const { reading, baseline } = this.#ledger;
    return {
      keys: this.#keyRing.keys,
      sourcesRevision: state.sourcesRevision,
      productInstanceId: this.#productInstanceId(state),
      revocations: reading.state.revocations?.sequence ?? 0,
      baseline,
      isDamaged: reading.damage !== undefined,
    };
  }
}
