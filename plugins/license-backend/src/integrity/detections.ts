import {
  Revocation,
  SecurityEventType,
} from '@thetasecure/backstage-plugin-license-common';
import { DateTime } from 'luxon';
import { Alarm, KnownKey } from '../ledger/LedgerEntry';
import { Change, LicenseRecord } from '../ledger/LedgerState';
import { Damage } from '../ledger/LedgerWalk';
import { sha256 } from '../ledger/Sealer';

/** What a scan found. There is at most one of a type for a subject. */
export type Detection = Pick<
  Alarm,
  | 'type'
  | 'subject'
  | 'licenseId'
  | 'message'
  | 'remedy'
  | 'evidence'
  | 'document'
>;

/** SHA-256, hex: tells one state of a subject from another. */
const evidenceOf = (...parts: unknown[]) => sha256(JSON.stringify(parts));

const instant = (text: string) =>
  DateTime.fromISO(text, { zone: 'utc' }).toFormat("yyyy-MM-dd HH:mm 'UTC'");

const CHANGES: Record<Change['what'], string> = {
  install: 'installed',
  replace: 'replaced',
  repair: 'repaired',
  delete: 'deleted',
};

const lastChange = (record: LicenseRecord | undefined) =>
  record?.change
    ? `Its last change through the portal: ${CHANGES[record.change.what]} by ${
        record.change.by
      } on ${instant(record.change.at)}.`
    : 'It was never installed through the portal.';

const FIND_OUT = 'Find out who can write to the database.';

/** What became of a stored document: nothing of it counts. */
export interface DocumentFault {
  type: Extract<
    SecurityEventType,
    'document_edited' | 'document_missing' | 'document_unknown'
  >;
  /** The license it belongs to; of an unknown one: which it says it is, if it verifies. */
  licenseId?: string;
  /** What the document that was found is stored under. */
  name?: string;
  /** SHA-256 of its text, hex. */
  digest?: string;
}

export const subjectOfLicense = (licenseId: string) => `license:${licenseId}`;

const DOCUMENT_SUBJECT = 'document:';

/** The other way round: what a document of a subject is stored under. */
export const documentOfSubject = (subject: string): string | undefined =>
  subject.startsWith(DOCUMENT_SUBJECT)
    ? subject.slice(DOCUMENT_SUBJECT.length)
    : undefined;

/** Something that was done to a stored document. */
export function documentDetection(
  { type, licenseId, name, digest }: DocumentFault,
  record: LicenseRecord | undefined,
): Detection {
  const evidence = evidenceOf(
    type,
    name ?? null,
    digest ?? null,
    record?.installed?.bytes ?? null,
  );
  if (type === 'document_unknown') {
    return {
      type,
      subject: `${DOCUMENT_SUBJECT}${name}`,
      ...(licenseId !== undefined && { licenseId }),
      message:
        licenseId === undefined
          ? 'A document that is no valid license was put into the database behind the API. It does not count.'
          : `A document of the license ${licenseId} was put into the database behind the API. It does not count.`,
      remedy: `${FIND_OUT} Delete the document${
        licenseId === undefined
          ? ''
          : '; or, if it was put in for a good reason, acknowledge this event to accept it'
      }.`,
      evidence,
    };
  }
  const found =
    type === 'document_missing'
      ? 'The stored document of this license was taken out of the database, and the license no longer counts.'
      : 'The stored document of this license is not the one that was installed: it was changed in the database, and the license no longer counts.';
  const remedy =
    type === 'document_missing'
      ? 'Upload the license file again to restore it, or acknowledge this event to accept that it is gone.'
      : 'Upload the original license file again, or delete the license; then acknowledge this event.';
  return {
    type,
    subject: subjectOfLicense(licenseId!),
    licenseId,
    message: `${found} ${lastChange(record)}`,
    remedy: `${FIND_OUT} ${remedy}`,
    evidence,
    ...(name !== undefined && { document: name }),
  };
}

/** A record beside the ledger whose seal is broken. */
export const recordDetection = (name: string, what: string): Detection => ({
  type: 'record_edited',
  subject: `record:${name}`,
  message: `${what} was edited in the database: its seal is broken. It is passed over.`,
  remedy: `${FIND_OUT} Then acknowledge this event.`,
  evidence: evidenceOf('record', name),
});

export const instanceChangedDetection = (
  before: string,
  now: string,
): Detection => ({
  type: 'instance_changed',
  subject: 'instance',
  message: `The ledger belongs to the product instance ${before}, and this deployment is configured as ${now}: the database is a copy, or the id was changed.`,
  remedy:
    'If the database was copied from another deployment, delete the licenses that are not for this one. Then acknowledge this event: from then on the ledger belongs to this deployment.',
  evidence: evidenceOf('instance', before, now),
});

export const ledgerDetection = ({ message, evidence }: Damage): Detection => ({
  type: 'ledger_damaged',
  subject: 'ledger',
  message: `${message} What no entry with a good seal says no longer counts.`,
  remedy:
    'Find out whether a backup was restored or who can write to the database, and compare with a checkpoint kept elsewhere. Then acknowledge this event: the ledger goes on from its present state. Upload again what is missing: licenses, and the latest revocation list of your vendor.',
  evidence,
});

export const revokedDetection = (
  licenseId: string,
  { revokedAt, reason }: Revocation,
  record: LicenseRecord | undefined,
): Detection => ({
  type: 'revoked_installed',
  subject: subjectOfLicense(licenseId),
  licenseId,
  message: `This license was revoked by its vendor on ${revokedAt}${
    reason === undefined ? '' : ` (${reason})`
  }, and no longer counts.${record?.change ? ` ${lastChange(record)}` : ''}`,
  remedy:
    'Delete the license, and ask the vendor for a new one; then acknowledge this event.',
  evidence: evidenceOf(licenseId, revokedAt, reason ?? null),
});

export const keyAddedDetection = ({
  kid,
  thumbprint,
}: KnownKey): Detection => ({
  type: 'trusted_key_added',
  subject: `key:${kid}`,
  message: `The key ${kid} is trusted, and was not before: whoever has its private part can issue licenses for this portal.`,
  remedy:
    'If your vendor announced this key, acknowledge this event. If not, remove it from license.trustedKeys, and find out who put it there.',
  evidence: evidenceOf(thumbprint),
});

export const keyUntrustedDetection = (
  { kid, thumbprint }: KnownKey,
  count: number,
): Detection => ({
  type: 'key_untrusted',
  subject: `key:${kid}`,
  message: `The key ${kid} is no longer trusted, and ${count} installed ${
    count === 1 ? 'license that is' : 'licenses that are'
  } signed with it ${count === 1 ? 'does' : 'do'} not count.`,
  remedy:
    'Put the key back into license.trustedKeys, or ask the vendor for licenses that are signed with another one; or acknowledge this event.',
  evidence: evidenceOf(thumbprint),
});

export const fileInvalidDetection = (
  file: string,
  digest: string,
): Detection => ({
  type: 'file_invalid',
  subject: `file:${file}`,
  message: `The license file ${file} was changed, and does not verify any more: it does not count.`,
  remedy:
    'Find out who can write to the folder of license files. Put the original file back, or remove it; then acknowledge this event.',
  evidence: evidenceOf(digest),
});

export const fileGoneDetection = (file: string, digest: string): Detection => ({
  type: 'file_gone',
  subject: `file:${file}`,
  message: `The license file ${file} is no longer there.`,
  remedy:
    'Put the file back, or check what is mounted and license.files; or acknowledge this event to accept that it is gone.',
  evidence: evidenceOf(digest),
});

const duration = (milliseconds: number) => {
  const hours = Math.floor(milliseconds / (60 * 60 * 1000));
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
};

export const clockBackDetection = (clock: number, mark: number): Detection => ({
  type: 'clock_back',
  subject: 'clock',
  message: `The clock of this server is ${duration(
    mark - clock,
  )} behind ${instant(
    new Date(mark).toISOString(),
  )}, the latest instant on record. Licenses are judged at that instant meanwhile.`,
  remedy:
    'Set the clock right. If it is right now and was ahead before, acknowledge this event: time goes on from the present clock.',
  evidence: evidenceOf(mark),
});

export const clockForwardDetection = (
  clock: number,
  mark: number,
): Detection => ({
  type: 'clock_forward',
  subject: 'clock',
  message: `The clock of this server leapt ${duration(
    clock - mark,
  )} ahead at once. It is believed if the next scan sees it again.`,
  remedy:
    'Check the clock. If it is right (the portal did not run for long), acknowledge this event.',
  evidence: evidenceOf(mark),
});

export const scansMissedDetection = (last: string): Detection => ({
  type: 'scans_missed',
  subject: 'scans',
  message: `No integrity scan ran between ${instant(
    last,
  )} and now: that is over three intervals.`,
  remedy:
    'Check that the backend and its scheduler run all the time; then acknowledge this event.',
  evidence: evidenceOf(last),
});

export const unsealedDetection = (): Detection => ({
  type: 'unsealed',
  subject: 'sealing',
  message:
    'The ledger of changes is chained but not sealed: somebody who can write to the database can rewrite it unseen.',
  remedy:
    'Set license.integrity.keys to a list with one secret of at least 32 random characters, the same for every replica, and restart the backend; or acknowledge this event to go on without.',
  evidence: evidenceOf('unsealed'),
});
