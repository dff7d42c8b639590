import {
  describeEvent,
  SecurityEventFacts,
  SecurityEventType,
} from '@thetasecure/backstage-plugin-license-common';
import { Alarm } from '../ledger/LedgerEntry';
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

/**
 * Something that a scan found.
 *
 * @param facts - what its sentences are made of
 * @param evidence - what tells one state of the subject from another
 * @param of - the license, and what the document is stored under that was found in place of its own
 */
export const detect = <T extends SecurityEventType>(
  type: T,
  subject: string,
  facts: SecurityEventFacts[T],
  evidence: unknown[],
  of: Pick<Detection, 'licenseId' | 'document'> = {},
): Detection => ({
  type,
  subject,
  ...describeEvent(type, facts),
  evidence: sha256(JSON.stringify(evidence)),
  ...of,
});

export const subjectOfLicense = (licenseId: string) => `license:${licenseId}`;

const DOCUMENT = 'document:';

export const subjectOfDocument = (name: string) => `${DOCUMENT}${name}`;

/** The other way round: what a document of a subject is stored under. */
export const documentOfSubject = (subject: string): string | undefined =>
  subject.startsWith(DOCUMENT) ? subject.slice(DOCUMENT.length) : undefined;
