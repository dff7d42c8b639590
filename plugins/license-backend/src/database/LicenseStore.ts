import { LicenseVersion } from '@thetasecure/backstage-plugin-license-common';
import { LedgerContents, LedgerEntry, LedgerKind } from '../ledger/LedgerEntry';
import { EventTable } from './EventTable';
import { UserCount } from './UserCountStore';

/** An uploaded license as it is stored. Nothing of it is believed before its document is verified. */
export interface StoredLicense {
  licenseId: string;
  /** The text of the uploaded file. */
  document: string;
  /** ISO 8601 in UTC. */
  installedAt: string;
  /** Entity ref or service. */
  installedBy: string;
}

/** What all replicas share. */
export interface SharedState {
  /** Differs after each change made through the API. */
  revision: number;
  /** Differs after each refresh. */
  sourcesRevision: number;
  /** Made at first start. */
  productInstanceId: string;
  /** Milliseconds since the epoch; 0 if no run recorded one, or somebody else did. */
  timeMark: number;
  /** Milliseconds since the epoch; a leap of the clock that was seen once. */
  timeAhead?: number;
  /** Where the ledger ends, as the shared row has it; sequence 0: it has not begun. */
  ledger: {
    sequence: number;
    digest: string;
    /** Whether the seal is what it should be, as far as secrets are configured. */
    seal: 'good' | 'bad' | 'unknown' | 'none';
  };
}

/** What a page of rows begins after, and how many it has. */
export interface PageOptions<T> {
  after?: T;
  limit: number;
}

/** What can be read of the ledger and of licenses, in a transaction or outside of one. */
export interface LicenseReader {
  getState(): Promise<SharedState>;
  /** A page of the uploaded licenses by id, after the given id. */
  listLicenses(options: PageOptions<string>): Promise<StoredLicense[]>;
  /** Those of these licenses that are stored. */
  getLicenses(licenseIds: readonly string[]): Promise<StoredLicense[]>;
  /** A page of the ledger by sequence, after the given one. */
  readLedger(options: PageOptions<number>): Promise<LedgerEntry[]>;
}

/** An entry to be appended. */
export type NewEntry = {
  [K in LedgerKind]: { kind: K; content: LedgerContents[K] };
}[LedgerKind];

/** What can be done to licenses in one transaction. Changes of two replicas happen one after the other. */
export interface LicenseTransaction extends LicenseReader {
  readonly events: EventTable;
  putLicense(license: StoredLicense): Promise<void>;
  deleteLicense(licenseId: string): Promise<boolean>;
  getVersion(licenseId: string): Promise<LicenseVersion | undefined>;
  /** Remembers a version, unless a newer one is remembered. */
  putVersion(licenseId: string, version: LicenseVersion): Promise<void>;
  /** Raises the revision: every replica reads anew before its next answer. */
  touch(options?: { sources?: boolean }): Promise<void>;
  /**
   * Appends to the ledger, in order. Every change belongs there, in the transaction of the change.
   *
   * @param options - `keyId`: seal with another than the first key
   */
  append(
    entries: readonly NewEntry[],
    options?: { keyId?: string },
  ): Promise<void>;
  /** Sets the time mark (milliseconds since the epoch), also back. */
  setTime(mark: number): Promise<void>;
  /**
   * Moves the time mark forward to `now`. A leap of over 30 days is only noted, and believed when it is seen again
   * by somebody who may.
   *
   * @param options - `mark`: the deployment's mark so far
   */
  advanceTime(
    now: number,
    options: { mark: number; believeLeaps: boolean },
  ): Promise<void>;
}

/** The portal's database, as far as licenses are concerned. */
export interface LicenseStore extends LicenseReader {
  /** What all replicas share, and the last count of a source of active users, by one statement. */
  getStateAndCount(
    source: string,
  ): Promise<{ state: SharedState; count: UserCount | undefined }>;
  transaction<T>(work: (tx: LicenseTransaction) => Promise<T>): Promise<T>;
  /**
   * Notes contents of license files, and tells when each was first seen by any replica.
   *
   * @returns ISO 8601 instants, in the order of `files`
   */
  noteFiles(files: { file: string; digest: string }[]): Promise<string[]>;
  /** Remembers versions of licenses from files, if they are newer than what is remembered. */
  noteVersions(
    versions: (LicenseVersion & { licenseId: string })[],
  ): Promise<void>;
  /**
   * Replaces what the last validation saw.
   *
   * @param subjects - all that there are now
   * @param outcomeOf - what was seen of one now; `undefined` if it is gone
   * @returns the subjects whose outcome is new, another one, or gone
   */
  replaceOutcomes(
    subjects: readonly string[],
    outcomeOf: (subject: string) => string | undefined,
  ): Promise<string[]>;
  /** Sets what was last seen of one license; `undefined` if it is gone. */
  putOutcome(subject: string, outcome: string | undefined): Promise<void>;
}
