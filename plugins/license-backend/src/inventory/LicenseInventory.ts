import { LoggerService } from '@backstage/backend-plugin-api';
import { Check } from '@thetasecure/backstage-plugin-license-common';
import { TrustedKeys } from '@thetasecure/backstage-plugin-license-node';
import { setImmediate as breathe } from 'node:timers/promises';
import { LicenseConfig } from '../config';
import { toInstant } from '../database/instants';
import {
  LicenseStore,
  SharedState,
  StoredLicense,
} from '../database/LicenseStore';
import { messageOf } from '../errors';
import { withoutDoubles } from './doubles';
import {
  InstalledLicense,
  inDeployment,
  Terms,
  Verdict,
  verify,
} from './InstalledLicense';
import { KeyRing } from './KeyRing';
import { MountedFile, readLicenseFiles } from './LicenseFolder';

/** Rows read and verified at a time. */
const PAGE = 200;

/**
 * What was verified is believed for so many milliseconds, if the revision says that nothing changed. It bounds
 * how long a row edited behind the API can count, and how long a changed file goes unseen.
 */
const MAX_AGE = 15_000;

/** After so many milliseconds of work others get their turn: a load may have thousands of licenses to look at. */
const TURN = 10;

/** What was found in a stored document, to be found again without verifying it as long as the text is the same. */
interface KnownDocument {
  document: string;
  verdict: Verdict;
}

/** Everything that is installed, as of one moment. */
export interface Snapshot {
  /** Each license once, by license id. */
  licenses: readonly InstalledLicense[];
  /** The same before doubles were left out. */
  entries: readonly InstalledLicense[];
  terms: Terms;
  trustedKeys: number;
  /** The deployment's time, in milliseconds since the epoch: it never runs back. */
  now: number;
}

interface Loaded {
  state: SharedState;
  keys: TrustedKeys;
  at: number;
  entries: InstalledLicense[];
  licenses: InstalledLicense[];
}

const misplaced: Check = {
  code: 'integrity',
  status: 'fail',
  message: 'The stored document is that of another license.',
  remedy: 'Upload the license file again, or delete this license.',
};

/**
 * Reads and verifies what is installed, from the database and from files.
 *
 * @remarks
 * Facts come from verified documents only, never from columns. Between two reads the revision in the database
 * tells whether any replica changed something, so every answer shows the last change made through the API.
 */
export class LicenseInventory {
  readonly #store: LicenseStore;
  readonly #keyRing: KeyRing;
  readonly #config: LicenseConfig;
  readonly #logger: LoggerService;
  #known = new Map<string, KnownDocument>();
  readonly #noted = new Map<string, string>();
  #loaded: Loaded | undefined;
  #loading: Promise<Loaded> | undefined;

  constructor(options: {
    store: LicenseStore;
    keyRing: KeyRing;
    config: LicenseConfig;
    logger: LoggerService;
  }) {
    this.#store = options.store;
    this.#keyRing = options.keyRing;
    this.#config = options.config;
    this.#logger = options.logger;
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
    return this.#toSnapshot(loaded, state);
  }

  /** Reads everything anew and verifies every signature again. */
  async reload(signal?: AbortSignal): Promise<Snapshot> {
    this.#known = new Map();
    const loaded = await this.#load(signal);
    return this.#toSnapshot(loaded, loaded.state);
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

  #toSnapshot({ entries, licenses, keys }: Loaded, state: SharedState) {
    return {
      entries,
      licenses,
      terms: this.#terms(state),
      trustedKeys: keys.size,
      now: Math.max(Date.now(), state.timeMark),
    };
  }

  #terms(state: SharedState): Terms {
    const { products, maxGracePeriodDays, productInstanceId } = this.#config;
    return {
      productInstanceId: productInstanceId ?? state.productInstanceId,
      products,
      maxGracePeriodDays,
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
    const terms = this.#terms(state);
    const entries = [
      ...(await this.#readUploads(keys, terms, signal)),
      ...(await this.#readFiles(keys, terms, signal)),
    ];
    this.#loaded = {
      state,
      keys,
      at,
      entries,
      licenses: withoutDoubles(entries),
    };
    return this.#loaded;
  }

  async #readUploads(keys: TrustedKeys, terms: Terms, signal?: AbortSignal) {
    const uploads: InstalledLicense[] = [];
    const known = new Map<string, KnownDocument>();
    let turn = performance.now();
    for (;;) {
      signal?.throwIfAborted();
      const rows = await this.#store.listLicenses({
        after: uploads.at(-1)?.licenseId,
        limit: PAGE,
      });
      for (const row of rows) {
        const verdict = await this.#verify(row, keys, terms);
        known.set(row.licenseId, { document: row.document, verdict });
        uploads.push({
          licenseId: row.licenseId,
          source: 'upload',
          installedAt: row.installedAt,
          installedBy: row.installedBy,
          ...judgeRow(row, verdict, terms),
        });
        if (performance.now() - turn > TURN) {
          await breathe();
          turn = performance.now();
        }
      }
      if (rows.length < PAGE) {
        this.#known = known;
        return uploads;
      }
    }
  }

  async #verify(row: StoredLicense, keys: TrustedKeys, terms: Terms) {
    const known = this.#known.get(row.licenseId);
    return known?.document === row.document && this.#loaded?.keys === keys
      ? known.verdict
      : verify(Buffer.from(row.document), keys, terms);
  }

  async #readFiles(keys: TrustedKeys, terms: Terms, signal?: AbortSignal) {
    const files = await readLicenseFiles(this.#config.files);
    const firstSeen = await this.#noteFiles(files);
    const names = new Map<string, number>();
    const licenses: InstalledLicense[] = [];
    for (const file of files) {
      signal?.throwIfAborted();
      const facts = file.fault
        ? { checks: [unreadable(file.fault)] }
        : inDeployment(
            await verify(file.bytes, keys, terms),
            terms,
            Date.now(),
          );
      const count = (names.get(file.name) ?? 0) + 1;
      names.set(file.name, count);
      licenses.push({
        licenseId:
          facts.verified?.document.licenseId ??
          // Two folders can hold files of one name.
          `file:${file.name}${count > 1 ? `#${count}` : ''}`,
        source: 'file',
        installedAt: firstSeen.get(file)!,
        installedBy: `file:${file.name}`,
        ...facts,
      });
    }
    await this.#noteVersions(licenses);
    return licenses;
  }

  async #noteFiles(files: MountedFile[]) {
    const key = (file: MountedFile) => `${file.digest} ${file.name}`;
    const unknown = files.filter(file => !this.#noted.has(key(file)));
    const seen = await this.#store.noteFiles(
      unknown.map(({ name, digest }) => ({ file: name, digest })),
    );
    unknown.forEach((file, index) => this.#noted.set(key(file), seen[index]));
    return new Map(
      files.map(file => [file, this.#noted.get(key(file)) ?? toInstant(0)]),
    );
  }

  async #noteVersions(licenses: InstalledLicense[]) {
    const versions = licenses.flatMap(({ licenseId, verified }) =>
      verified && !this.#noted.has(verified.digest)
        ? [{ licenseId, issuedAt: verified.issuedAt, digest: verified.digest }]
        : [],
    );
    // Two files of one id in one statement would be a conflict with itself: the newest of each is noted.
    const newest = new Map<string, (typeof versions)[number]>();
    for (const version of versions) {
      const other = newest.get(version.licenseId);
      if (!other || other.issuedAt < version.issuedAt) {
        newest.set(version.licenseId, version);
      }
    }
    await this.#store.noteVersions([...newest.values()]);
    for (const { digest } of versions) {
      this.#noted.set(digest, digest);
    }
  }
}

/** A genuine document in the row of another license would count twice. */
function judgeRow(row: StoredLicense, verdict: Verdict, terms: Terms): Verdict {
  const { checks, verified } = verdict;
  return verified && verified.document.licenseId !== row.licenseId
    ? { checks: [...checks, misplaced] }
    : inDeployment(verdict, terms, Date.now());
}

function unreadable(fault: string): Check {
  return {
    code: 'format',
    status: 'fail',
    message: fault,
    remedy:
      'Put a readable license file there, or remove the path from license.files.',
  };
}
