/** Rows as the database holds them. Instants are ISO 8601 texts in UTC with milliseconds. */

export interface LedgerRow {
  /** PostgreSQL answers with a text. */
  sequence: number | string;
  recorded_at: string;
  kind: string;
  content: string;
  previous: string;
  digest: string;
  key_id: string | null;
  seal: string | null;
}

export interface DocumentRow {
  digest: string;
  document: string;
}

export interface MarkRow {
  id: number;
  content: string;
  seal: string | null;
}

export interface OutcomeRow {
  subject: string;
  outcome: string;
}

export interface RunRow {
  id: string;
  kind: string;
  started_at: string;
  content: string;
  seal: string;
  kept_until: string;
}

export interface LockRow {
  kind: string;
  holder: string;
  expires_at: number | string;
  done_for: number | string | null;
}

export interface UserCountRow {
  source: string;
  published: string | null;
  users: number | null;
  counted_at: string | null;
  /** SQLite answers with a number. */
  settled: boolean | number;
  error: string | null;
  attempt: string;
  /** PostgreSQL answers with a text. */
  due_at: number | string;
}

export interface UserRow {
  attempt: string;
  user_ref: string;
  display_name: string | null;
  search_text: string;
  reason: string | null;
  since: string;
  last_seen_at: string | null;
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
    license_ledger: LedgerRow;
    license_documents: DocumentRow;
    license_mark: MarkRow;
    license_outcomes: OutcomeRow;
    license_runs: RunRow;
    license_locks: LockRow;
    license_user_counts: UserCountRow;
    license_users: UserRow;
    license_sign_ins: SignInRow;
    license_sign_in_state: SignInStateRow;
    license_usage_days: UsageDayRow;
    license_warnings: WarningRow;
  }
}
