/**
 * What an integrity scan can find, in the order in which one finding stands for a subject when several fit, each
 * with how grave it is.
 *
 * @public
 */
export const SECURITY_EVENT_SEVERITIES = {
  /** The ledger was edited, cut, reordered, emptied, begun anew, or restored from an older copy. */
  ledger_damaged: 'critical',
  /** The stored document is not, byte for byte, the one that was installed. */
  document_edited: 'critical',
  /** The document of an installed license was taken out of the database. */
  document_missing: 'critical',
  /** A document is stored of which no entry of the ledger speaks. */
  document_unknown: 'critical',
  /** The seal of a record beside the ledger is broken: of a run, or of the time. */
  record_edited: 'critical',
  /** A license that its vendor revoked is installed. */
  revoked_installed: 'critical',
  /** A key is trusted that was not before. */
  trusted_key_added: 'critical',
  /** A license file changed to one that does not verify. */
  file_invalid: 'critical',
  /** The clock is over an hour behind the latest instant on record. */
  clock_back: 'critical',
  /** A key that installed licenses are signed with is no longer trusted. */
  key_untrusted: 'warning',
  /** A license file is no longer there. */
  file_gone: 'warning',
  /** The clock leapt over 30 days ahead at once. */
  clock_forward: 'warning',
  /** No scan ran for over three intervals. */
  scans_missed: 'warning',
  /** The ledger began under another product instance id: the database is a copy. */
  instance_changed: 'warning',
  /** No secret is configured that the ledger could be sealed with. */
  unsealed: 'warning',
} as const;

/**
 * Names one kind of finding of an integrity scan.
 *
 * @public
 */
export type SecurityEventType = keyof typeof SECURITY_EVENT_SEVERITIES;

/**
 * All kinds of findings, in the order of `SECURITY_EVENT_SEVERITIES`.
 *
 * @public
 */
export const SECURITY_EVENT_TYPES = Object.keys(SECURITY_EVENT_SEVERITIES) as [
  SecurityEventType,
  ...SecurityEventType[],
];
