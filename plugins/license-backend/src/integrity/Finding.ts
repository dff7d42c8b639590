import {
  Revocation,
  SecurityEvent,
} from '@thetasecure/backstage-plugin-license-common';
import { DateTime } from 'luxon';
import { KnownKey } from '../ledger/LedgerEntry';
import { Change, LicenseRecord } from '../ledger/LedgerState';
import { Damage } from '../ledger/LedgerWalk';
import { sha256 } from '../ledger/LedgerEntry';
import { RowFault, RowFaultType, StoredFacts } from './rowFaults';

/** What a scan found. There is at most one finding of a type for a subject. */
export interface Finding
  extends Pick<
    SecurityEvent,
    'type' | 'subject' | 'licenseId' | 'message' | 'remedy'
  > {
  /** SHA-256, hex: tells one state of the subject from another. */
  evidence: string;
}

const evidenceOf = (...parts: unknown[]) => sha256(JSON.stringify(parts));

const instant = (text: string) =>
  DateTime.fromISO(text, { zone: 'utc' }).toFormat("yyyy-MM-dd HH:mm 'UTC'");

const changed = ({ what, by, at }: Change) =>
  `Its last change through the portal: ${what} by ${by} on ${instant(at)}.`;

const lastChange = (record: LicenseRecord | undefined) =>
  record
    ? changed(record.change)
    : 'It was never installed through the portal.';

const FIND_OUT = 'Find out who can write to the database.';

const ROW_TEXTS: Record<RowFaultType, { found: string; remedy: string }> = {
  document_edited: {
    found:
      'The stored document of this license is not the one that was installed: it was changed in the database, and counts for nothing.',
    remedy: `${FIND_OUT} Upload the original license file again, or delete the license; then acknowledge this event.`,
  },
  column_differs: {
    found:
      'What is stored beside the document of this license (its id, when or by whom it was installed) was changed in the database; the license counts for nothing.',
    remedy: `${FIND_OUT} Upload the license file again to restore it; then acknowledge this event.`,
  },
  row_inserted: {
    found:
      'This license was put into the database behind the API, and counts for nothing.',
    remedy: `${FIND_OUT} Delete the license; or, if it was put in for a good reason and verifies, acknowledge this event to accept it.`,
  },
  row_removed: {
    found: 'This license was taken out of the database behind the API.',
    remedy: `${FIND_OUT} Upload the license file again to restore it, or acknowledge this event to accept that it is gone.`,
  },
  row_rolled_back: {
    found:
      'An older version of this license was put back in the database, and counts for nothing.',
    remedy: `${FIND_OUT} Upload the latest license file again; or acknowledge this event to accept the older version.`,
  },
  document_rewritten: {
    found:
      'The document of this license was written anew in the database; its facts are the same, and it still counts.',
    remedy: `${FIND_OUT} Upload the license file again to restore it, or acknowledge this event to accept it as it is.`,
  },
};

export const subjectOfLicense = (licenseId: string) => `license:${licenseId}`;

/** Something that was done to a row. */
export function rowFinding(
  { type, licenseId }: RowFault,
  stored: StoredFacts | undefined,
  record: LicenseRecord | undefined,
): Finding {
  const { found, remedy } = ROW_TEXTS[type];
  return {
    type,
    subject: subjectOfLicense(licenseId),
    licenseId,
    message: `${found} ${lastChange(record)}`,
    remedy,
    evidence: evidenceOf(stored ?? null, record?.vouched?.bytes ?? null),
  };
}

export const ledgerFinding = ({ message }: Damage): Finding => ({
  type: 'ledger_damaged',
  subject: 'ledger',
  message: `${message} Until somebody answers for it, licenses are judged by their documents alone.`,
  remedy:
    'Find out whether a backup was restored or who can write to the database, and compare with a checkpoint kept elsewhere. Then acknowledge this event: the present state becomes the new baseline. If your vendor sent revocation lists, upload the latest one again.',
  evidence: evidenceOf(message),
});

export const revokedFinding = (
  licenseId: string,
  { revokedAt, reason }: Revocation,
  record: LicenseRecord | undefined,
): Finding => ({
  type: 'revoked_installed',
  subject: subjectOfLicense(licenseId),
  licenseId,
  message: `This license was revoked by its vendor on ${revokedAt}${
    reason === undefined ? '' : ` (${reason})`
  }, and counts for nothing.${record ? ` ${changed(record.change)}` : ''}`,
  remedy:
    'Delete the license, and ask the vendor for a new one; then acknowledge this event.',
  evidence: evidenceOf(licenseId, revokedAt, reason ?? null),
});

export const keyAddedFinding = ({ kid, thumbprint }: KnownKey): Finding => ({
  type: 'trusted_key_added',
  subject: `key:${kid}`,
  message: `The key ${kid} is trusted, and was not before: whoever has its private part can issue licenses for this portal.`,
  remedy:
    'If your vendor announced this key, acknowledge this event. If not, remove it from license.trustedKeys, and find out who put it there.',
  evidence: evidenceOf(thumbprint),
});

export const keyUntrustedFinding = (
  { kid, thumbprint }: KnownKey,
  count: number,
): Finding => ({
  type: 'key_untrusted',
  subject: `key:${kid}`,
  message: `The key ${kid} is no longer trusted, and ${count} installed ${
    count === 1 ? 'license that is' : 'licenses that are'
  } signed with it ${count === 1 ? 'counts' : 'count'} for nothing.`,
  remedy:
    'Put the key back into license.trustedKeys, or ask the vendor for licenses that are signed with another one; or acknowledge this event.',
  evidence: evidenceOf(thumbprint),
});

export const fileInvalidFinding = (file: string, digest: string): Finding => ({
  type: 'file_invalid',
  subject: `file:${file}`,
  message: `The license file ${file} was changed, and does not verify any more: it counts for nothing.`,
  remedy:
    'Find out who can write to the folder of license files. Put the original file back, or remove it; then acknowledge this event.',
  evidence: evidenceOf(digest),
});

export const fileGoneFinding = (file: string, digest: string): Finding => ({
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

export const clockBackFinding = (clock: number, mark: number): Finding => ({
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

export const clockForwardFinding = (clock: number, mark: number): Finding => ({
  type: 'clock_forward',
  subject: 'clock',
  message: `The clock of this server leapt ${duration(
    clock - mark,
  )} ahead at once. It is believed if the next scan sees it again.`,
  remedy:
    'Check the clock. If it is right (the portal did not run for long), acknowledge this event.',
  evidence: evidenceOf(mark),
});

export const scansMissedFinding = (last: string): Finding => ({
  type: 'scans_missed',
  subject: 'scans',
  message: `No integrity scan ran between ${instant(
    last,
  )} and now: that is over three intervals.`,
  remedy:
    'Check that the backend and its scheduler run all the time; then acknowledge this event.',
  evidence: evidenceOf(last),
});

export const unsealedFinding = (): Finding => ({
  type: 'unsealed',
  subject: 'sealing',
  message:
    'The ledger of changes is chained but not sealed: somebody who can write to the database can rewrite it unseen.',
  remedy:
    'Set license.integrity.keys to a list with one secret of at least 32 random characters, the same for every replica, and restart the backend; or acknowledge this event to go on without.',
  evidence: evidenceOf('unsealed'),
});

/** @param stored - what stands in the database instead, if anything */
export const eventRemovedFinding = (id: string, stored: unknown): Finding => ({
  type: 'event_removed',
  subject: `event:${id}`,
  message: `The security event ${id} or its acknowledgement was ${
    stored ? 'edited' : 'deleted'
  } in the database. It was restored from the ledger.`,
  remedy: `${FIND_OUT} Look at the restored event; then acknowledge this one.`,
  evidence: evidenceOf(stored ?? null),
});

/** An alarm that this portal never raised. */
export const eventInsertedFinding = (id: string, stored: unknown): Finding => ({
  type: 'event_removed',
  subject: `event:${id}`,
  message: `The security event ${id} was put into the database by somebody else than this portal. It was removed.`,
  remedy: `${FIND_OUT} Then acknowledge this event.`,
  evidence: evidenceOf(stored),
});
