import { createApiRef } from '@backstage/core-plugin-api';
import type {
  Checkpoint,
  CountedUserPage,
  Coverage,
  CoverageQuery,
  EventsQuery,
  LicenseDetails,
  LicensePage,
  LicensesQuery,
  Overview,
  Preview,
  ReclaimPreview,
  ReclaimQuery,
  RefreshResult,
  Revocations,
  Run,
  RunPending,
  SecurityEvent,
  SecurityEventPage,
  SecurityStatus,
  UploadResult,
  UsageHistory,
  UsageQuery,
  UsersCsvQuery,
  UsersQuery,
} from '@thetasecure/backstage-plugin-license-common';

/**
 * The answer to an upload, and whether anything changed.
 *
 * @public
 */
export interface UploadOutcome extends UploadResult {
  /** False if a file with the same facts was installed already. */
  changed: boolean;
}

/**
 * The revocation list in force after an upload, and whether that is a new one.
 *
 * @public
 */
export interface RevocationsOutcome extends Revocations {
  /** False if the very list was in force already. */
  changed: boolean;
}

/**
 * What the License page asks of the license backend. Every method rejects with a `ResponseError` if the backend
 * refuses, with an `UnreachableError` if no answer comes from it, and with an `InputError` if no request can carry an id.
 *
 * @public
 */
export interface LicenseApi {
  /** What the installed licenses add up to, and those that count. */
  getOverview(): Promise<Overview>;
  /** One page of the installed licenses; what the query leaves out has the server's default. */
  listLicenses(query: Partial<LicensesQuery>): Promise<LicensePage>;
  /** A license with its checks. */
  getLicense(licenseId: string): Promise<LicenseDetails>;
  /** What an upload of this file would do; changes nothing. */
  preview(file: Blob): Promise<Preview>;
  /** Installs a license file, byte for byte. */
  upload(file: Blob): Promise<UploadOutcome>;
  /** Removes an uploaded license, or the document that an event has for its subject (`document:` and its name). */
  delete(licenseId: string): Promise<void>;
  /** Reads files and keys again, and checks every license anew. */
  refresh(): Promise<RefreshResult>;
  getSecurity(): Promise<SecurityStatus>;
  /** Validates every license now; `running` if that takes longer than the server lets anybody wait. */
  validate(): Promise<Run | RunPending>;
  /** Scans for tampering now; `running` if that takes longer than the server lets anybody wait. */
  scan(): Promise<Run | RunPending>;
  listEvents(query: Partial<EventsQuery>): Promise<SecurityEventPage>;
  /**
   * Answers for a security event: the note is 1 to 500 characters long, the evidence that of the event as it was
   * shown. Refused with 409 if something else would be found now.
   */
  acknowledge(
    eventId: string,
    answer: { note: string; evidence: string },
  ): Promise<SecurityEvent>;
  /** The head of the ledger, for keeping elsewhere. */
  getCheckpoint(): Promise<Checkpoint>;
  /** The revocation list in force; its sequence is 0 if there is none. */
  getRevocations(): Promise<Revocations>;
  /** Puts a signed revocation list in force, byte for byte. */
  uploadRevocations(file: Blob): Promise<RevocationsOutcome>;
  /** Active users and seats, day by day. */
  getUsage(query: UsageQuery): Promise<UsageHistory>;
  /** One page of the users who count. */
  listUsers(query: Partial<UsersQuery>): Promise<CountedUserPage>;
  /**
   * The users who count as a CSV file, all pages of them. Rejects with an `AbortError` if the browser stops it because
   * somebody wants that.
   */
  exportUsers(query: Partial<UsersCsvQuery>): Promise<Blob>;
  /** Users who would free a slot if only those counted who were seen within so many days; changes nothing. */
  previewReclaim(
    query: Pick<ReclaimQuery, 'days'> & Partial<ReclaimQuery>,
  ): Promise<ReclaimPreview>;
  /** Seats to come, by the licenses that are installed now. */
  getCoverage(query: CoverageQuery): Promise<Coverage>;
}

/**
 * Replace it to let the License page talk to something else than the license backend.
 *
 * @public
 */
export const licenseApiRef = createApiRef<LicenseApi>({
  id: 'plugin.license.service',
});
