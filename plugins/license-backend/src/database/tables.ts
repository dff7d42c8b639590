/** Rows as the database holds them. Instants are ISO 8601 texts in UTC with milliseconds. */

export interface StateRow {
  id: 1;
  revision: number;
  sources_revision: number;
  product_instance_id: string;
  time_mark: string | null;
  time_ahead: string | null;
  ledger_sequence: number;
  ledger_digest: string | null;
  ledger_seal: string | null;
  time_seal: string | null;
}

export interface LedgerRow {
  sequence: number;
  recorded_at: string;
  kind: string;
  content: string;
  previous: string;
  digest: string;
  key_id: string | null;
  seal: string | null;
}

export interface LicenseRow {
  license_id: string;
  document: string;
  installed_at: string;
  installed_by: string;
}

export interface VersionRow {
  license_id: string;
  issued_at: string;
  digest: string;
}

export interface FileSightingRow {
  file: string;
  digest: string;
  first_seen_at: string;
}

export interface OutcomeRow {
  subject: string;
  outcome: string;
}

export interface RunRow {
  id: number;
  kind: string;
  trigger: string;
  triggered_by: string | null;
  started_at: string;
  finished_at: string | null;
  checked: number | null;
  failed: number | null;
  changed: string | null;
}

export interface LockRow {
  kind: string;
  holder: string | null;
  expires_at: number | string;
}

export interface EventRow {
  id: string;
  type: string;
  severity: string;
  subject: string;
  license_id: string | null;
  message: string;
  remedy: string;
  first_seen_at: string;
  last_seen_at: string;
  active: boolean | number;
  acknowledged_at: string | null;
  acknowledged_by: string | null;
  note: string | null;
  evidence: string;
  accepted: boolean | number;
}

export interface UserCountRow {
  source: string;
  users: number | null;
  counted_at: string | null;
  attempted_at: string;
  error: string | null;
  attempt: number;
  published: number;
  took: number;
}

export interface SeatRow {
  source: string;
  user_ref: string;
  display_name: string | null;
  search_text: string;
  reason: string | null;
  since: string;
  last_seen_at: string | null;
  first_attempt: number;
  last_attempt: number;
}

export interface SignInRow {
  user_ref: string;
  last_at: string;
}

export interface SignInStateRow {
  id: 1;
  reported_until: string | null;
  reported_at: string | null;
}

export interface UsageDayRow {
  date: string;
  active_users: number;
  peak_users: number;
  capacity: number | string;
}

export interface WarningRow {
  cause: string;
  noticed_at: string;
  attempted_at: string | null;
  settled_at: string | null;
}

declare module 'knex/types/tables' {
  interface Tables {
    license_state: StateRow;
    license_ledger: LedgerRow;
    licenses: LicenseRow;
    license_versions: VersionRow;
    license_file_sightings: FileSightingRow;
    license_outcomes: OutcomeRow;
    license_runs: RunRow;
    license_locks: LockRow;
    license_events: EventRow;
    license_user_counts: UserCountRow;
    license_seats: SeatRow;
    license_sign_ins: SignInRow;
    license_sign_in_state: SignInStateRow;
    license_usage_days: UsageDayRow;
    license_warnings: WarningRow;
  }
}
