import { DateTime } from 'luxon';
import { SecurityEventType } from './securityEvents';

/**
 * The last change of a license that was made through the API.
 *
 * @public
 */
export interface LicenseChange {
  what: 'install' | 'replace' | 'repair' | 'delete';
  by: string;
  /** ISO 8601 in UTC. */
  at: string;
}

/**
 * What the sentences about each kind of finding are made of. Instants are ISO 8601 in UTC.
 *
 * @public
 */
export interface SecurityEventFacts {
  /** `found`: one sentence about what is wrong. */
  ledger_damaged: { found: string };
  document_edited: { change?: LicenseChange };
  document_missing: { change?: LicenseChange };
  /** `licenseId`: of a document that verifies. */
  document_unknown: { licenseId?: string };
  /** `run`: the kind of run it is of; absent: of where the ledger ends. */
  record_edited: { run?: string };
  /** `revokedAt`: as the vendor wrote it. */
  revoked_installed: {
    revokedAt: string;
    reason?: string;
    change?: LicenseChange;
  };
  trusted_key_added: { kid: string };
  file_invalid: { file: string };
  /** `behind`: milliseconds; `mark`: the latest instant on record. */
  clock_back: { behind: number; mark: string };
  /** `licenses`: how many are signed with it. */
  key_untrusted: { kid: string; licenses: number };
  file_gone: { file: string };
  /** `ahead`: milliseconds. */
  clock_forward: { ahead: number };
  /** `since`: when the last scan finished. */
  scans_missed: { since: string };
  /** Product instance ids. */
  instance_changed: { before: string; now: string };
  unsealed: {};
}

const HOUR = 60 * 60 * 1000;

const duration = (milliseconds: number) => {
  const hours = Math.floor(milliseconds / HOUR);
  return hours < 48 ? `${hours} hours` : `${Math.floor(hours / 24)} days`;
};

const instant = (text: string) =>
  DateTime.fromISO(text, { zone: 'utc' }).toFormat("yyyy-MM-dd HH:mm 'UTC'");

const CHANGES: Record<LicenseChange['what'], string> = {
  install: 'installed',
  replace: 'replaced',
  repair: 'repaired',
  delete: 'deleted',
};

const lastChange = ({ what, by, at }: LicenseChange) =>
  `Its last change through the portal: ${CHANGES[what]} by ${by} on ${instant(
    at,
  )}.`;

const history = (change: LicenseChange | undefined) =>
  change ? lastChange(change) : 'It was never installed through the portal.';

const FIND_OUT = 'Find out who can write to the database.';

/** What was found, and what a person can do about it. */
type Description = readonly [message: string, remedy: string];

const DESCRIPTIONS: {
  [T in SecurityEventType]: (facts: SecurityEventFacts[T]) => Description;
} = {
  ledger_damaged: ({ found }) => [
    `${found} What no entry with a good seal says no longer counts.`,
    'Find out whether a backup was restored or who can write to the database, and compare with a checkpoint kept elsewhere. Then acknowledge this event: the ledger goes on from its present state. Upload again what is missing: licenses, and the latest revocation list of your vendor.',
  ],
  document_edited: ({ change }) => [
    `The stored document of this license is not the one that was installed: it was changed in the database, and the license no longer counts. ${history(
      change,
    )}`,
    `${FIND_OUT} Upload the original license file again, or delete the license; then acknowledge this event.`,
  ],
  document_missing: ({ change }) => [
    `The stored document of this license was taken out of the database, and the license no longer counts. ${history(
      change,
    )}`,
    `${FIND_OUT} Upload the license file again to restore it, or acknowledge this event to accept that it is gone.`,
  ],
  document_unknown: ({ licenseId }) =>
    licenseId === undefined
      ? [
          'A document that is no valid license was put into the database behind the API. It does not count.',
          `${FIND_OUT} Delete the document.`,
        ]
      : [
          `A document of the license ${licenseId} was put into the database behind the API. It does not count.`,
          `${FIND_OUT} Delete the document; or, if it was put in for a good reason, acknowledge this event to accept it.`,
        ],
  record_edited: ({ run }) => [
    `The record of ${
      run === undefined ? 'where the ledger ends' : `a run (${run})`
    } was edited in the database: its seal is broken. It is passed over.`,
    `${FIND_OUT} Then acknowledge this event.`,
  ],
  revoked_installed: ({ revokedAt, reason, change }) => [
    `This license was revoked by its vendor on ${revokedAt}${
      reason === undefined ? '' : ` (${reason})`
    }, and no longer counts.${change ? ` ${lastChange(change)}` : ''}`,
    'Delete the license, and ask the vendor for a new one; then acknowledge this event.',
  ],
  trusted_key_added: ({ kid }) => [
    `The key ${kid} is trusted, and was not before: whoever has its private part can issue licenses for this portal.`,
    'If your vendor announced this key, acknowledge this event. If not, remove it from license.trustedKeys, and find out who put it there.',
  ],
  file_invalid: ({ file }) => [
    `The license file ${file} was changed, and does not verify any more: it does not count.`,
    'Find out who can write to the folder of license files. Put the original file back, or remove it; then acknowledge this event.',
  ],
  clock_back: ({ behind, mark }) => [
    `The clock of this server is ${duration(behind)} behind ${instant(
      mark,
    )}, the latest instant on record. Licenses are judged at that instant meanwhile.`,
    'Set the clock right. If it is right now and was ahead before, acknowledge this event: time goes on from the present clock.',
  ],
  key_untrusted: ({ kid, licenses }) => [
    `The key ${kid} is no longer trusted, and ${licenses} installed ${
      licenses === 1 ? 'license that is' : 'licenses that are'
    } signed with it ${licenses === 1 ? 'does' : 'do'} not count.`,
    'Put the key back into license.trustedKeys, or ask the vendor for licenses that are signed with another one; or acknowledge this event.',
  ],
  file_gone: ({ file }) => [
    `The license file ${file} is no longer there.`,
    'Put the file back, or check what is mounted and license.files; or acknowledge this event to accept that it is gone.',
  ],
  clock_forward: ({ ahead }) => [
    `The clock of this server leapt ${duration(
      ahead,
    )} ahead at once. It is believed if the next scan sees it again.`,
    'Check the clock. If it is right (the portal did not run for long), acknowledge this event.',
  ],
  scans_missed: ({ since }) => [
    `No integrity scan ran between ${instant(
      since,
    )} and now: that is over three intervals.`,
    'Check that the backend and its scheduler run all the time; then acknowledge this event.',
  ],
  instance_changed: ({ before, now }) => [
    `The ledger belongs to the product instance ${before}, and this deployment is configured as ${now}: the database is a copy, or the id was changed.`,
    'If the database was copied from another deployment, delete the licenses that are not for this one. Then acknowledge this event: from then on the ledger belongs to this deployment.',
  ],
  unsealed: () => [
    'The ledger of changes is chained but not sealed: somebody who can write to the database can rewrite it unseen.',
    'Set license.integrity.keys to a list with one secret of at least 32 random characters, the same for every replica, and restart the backend; or acknowledge this event to go on without.',
  ],
};

/**
 * Says in words what an integrity scan found, and what to do about it.
 *
 * @public
 */
export function describeEvent<T extends SecurityEventType>(
  type: T,
  facts: SecurityEventFacts[T],
): { message: string; remedy: string } {
  const [message, remedy] = DESCRIPTIONS[type](facts);
  return { message, remedy };
}
