/**
 * What an integrity scan can find, in the order in which one finding stands for a subject when several fit, each
 * with how grave it is.
 *
 * @public
 */
export const SECURITY_EVENT_SEVERITIES = {
  /** The ledger was edited, cut, reordered, emptied, or restored from an older copy. */
  ledger_damaged: 'critical',
  /** The stored document is not the one that was installed. */
  document_edited: 'critical',
  /** The document is right, and a column beside it is not. */
  column_differs: 'critical',
  /** A license was put into the database behind the API. */
  row_inserted: 'critical',
  /** A license was taken out of the database behind the API. */
  row_removed: 'critical',
  /** An older version of a license was put back behind the API. */
  row_rolled_back: 'critical',
  /** An alarm or its acknowledgement was edited or deleted behind the API. */
  event_removed: 'critical',
  /** A license that its vendor revoked is installed. */
  revoked_installed: 'critical',
  /** A key is trusted that was not before. */
  trusted_key_added: 'critical',
  /** A license file changed to one that does not verify. */
  file_invalid: 'critical',
  /** The clock is over an hour behind the latest instant on record. */
  clock_back: 'critical',
  /** The stored document is written in other bytes, and says the same. */
  document_rewritten: 'warning',
  /** A key that installed licenses are signed with is no longer trusted. */
  key_untrusted: 'warning',
  /** A license file is no longer there. */
  file_gone: 'warning',
  /** The clock leapt over 30 days ahead at once. */
  clock_forward: 'warning',
  /** No scan ran for over three intervals. */
  scans_missed: 'warning',
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
