import { LicenseVersion } from '@thetasecure/backstage-plugin-license-common';

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
  /** Milliseconds since the epoch; the deployment's time is never before it. */
  timeMark: number;
}

/** What can be done to licenses in one transaction. Changes of two replicas happen one after the other. */
export interface LicenseTransaction {
  getLicense(licenseId: string): Promise<StoredLicense | undefined>;
  putLicense(license: StoredLicense): Promise<void>;
  deleteLicense(licenseId: string): Promise<boolean>;
  getVersion(licenseId: string): Promise<LicenseVersion | undefined>;
  putVersion(licenseId: string, version: LicenseVersion): Promise<void>;
  /** Raises the revision: every replica reads anew before its next answer. */
  touch(options?: { sources?: boolean }): Promise<void>;
}

/** The portal's database, as far as licenses are concerned. */
export interface LicenseStore {
  getState(): Promise<SharedState>;
  /** A page of the uploaded licenses by id, after the given id. */
  listLicenses(options: {
    after?: string;
    limit: number;
  }): Promise<StoredLicense[]>;
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
   * @returns the subjects whose outcome is new, another one, or gone
   */
  replaceOutcomes(outcomes: ReadonlyMap<string, string>): Promise<string[]>;
  /** Sets what was last seen of one license; `undefined` if it is gone. */
  putOutcome(subject: string, outcome: string | undefined): Promise<void>;
  /** Moves the time mark forward to `now`; a jump of over 30 days only when seen a second time. */
  advanceTime(now: number): Promise<void>;
}
