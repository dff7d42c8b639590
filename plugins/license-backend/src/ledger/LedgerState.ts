import { LicenseVersion } from '@thetasecure/backstage-plugin-license-common';
import {
  Alarm,
  InstallCause,
  KnownKey,
  LedgerContents,
  LedgerEntry,
  LedgerKind,
  Vouched,
} from './LedgerEntry';

/** The last change of a license that was made through the API. */
export interface Change {
  what: InstallCause | 'deleted';
  by: string;
  /** ISO 8601 in UTC. */
  at: string;
}

/** Everything the ledger says about one license id. */
export interface LicenseRecord {
  /** Absent if it was deleted. */
  vouched?: Vouched;
  /** The newest version ever installed. */
  newest: LicenseVersion;
  change: Change;
}

/** A license file that verified when it was last noted. */
export interface KnownFile {
  digest: string;
  key?: KnownKey;
}

/** What the entries of the ledger add up to. */
export class LedgerState {
  productInstanceId: string | undefined;
  readonly licenses = new Map<string, LicenseRecord>();
  readonly alarms = new Map<string, Alarm>();
  /** Thumbprints of keys that are, or were, rightly trusted. */
  readonly keys = new Set<string>();
  readonly files = new Map<string, KnownFile>();
  /** The revocation list of the highest sequence, as its vendor signed it. */
  revocations: { sequence: number; document: string } | undefined;
  /** The sequence of the last entry that set the time; 0: none did. */
  timeSetBy = 0;

  /** Whether an alarm says that the ledger is damaged, and nobody answered for it. */
  get isSaidToBeDamaged(): boolean {
    return this.#damageAlarms.size > 0;
  }

  readonly #damageAlarms = new Set<string>();

  vouchedFor(licenseId: string): Vouched | undefined {
    return this.licenses.get(licenseId)?.vouched;
  }

  /** Takes an entry that follows those taken before. */
  apply(entry: LedgerEntry): void {
    const kind = entry.kind as LedgerKind;
    const content = JSON.parse(entry.content);
    this.#appliers[kind]?.(content as never, entry);
  }

  readonly #appliers: {
    [K in LedgerKind]?: (
      content: LedgerContents[K],
      entry: LedgerEntry,
    ) => void;
  } = {
    genesis: ({ productInstanceId }) => {
      this.productInstanceId = productInstanceId;
    },
    baseline: ({ productInstanceId }) => {
      this.productInstanceId = productInstanceId;
      for (const all of [
        this.licenses,
        this.alarms,
        this.#damageAlarms,
        this.keys,
        this.files,
      ]) {
        all.clear();
      }
    },
    install: ({ licenseId, cause, by, ...vouched }, { recordedAt }) => {
      const { issuedAt, digest } = vouched;
      const newest = this.licenses.get(licenseId)?.newest;
      this.licenses.set(licenseId, {
        vouched,
        newest:
          newest && newest.issuedAt > issuedAt ? newest : { issuedAt, digest },
        change: { what: cause, by, at: recordedAt },
      });
    },
    delete: ({ licenseId, by }, { recordedAt }) => {
      const record = this.licenses.get(licenseId);
      if (record) {
        this.licenses.set(licenseId, {
          newest: record.newest,
          change: { what: 'deleted', by, at: recordedAt },
        });
      }
    },
    keys: ({ keys }) => {
      keys.forEach(({ thumbprint }) => this.keys.add(thumbprint));
    },
    file: ({ file, digest, key }) => {
      if (digest) {
        this.files.set(file, { digest, key });
      } else {
        this.files.delete(file);
      }
    },
    revocations: ({ sequence, document }) => {
      if (sequence > (this.revocations?.sequence ?? 0)) {
        this.revocations = { sequence, document };
      }
    },
    alarm: alarm => this.#putAlarm(alarm),
    condition: ({ id, active, lastSeenAt }) => {
      const alarm = this.alarms.get(id);
      if (alarm) {
        this.#putAlarm({ ...alarm, active, lastSeenAt });
      }
    },
    acknowledgement: ({ id, ...acknowledgement }) => {
      const alarm = this.alarms.get(id);
      if (alarm) {
        this.#putAlarm({ ...alarm, acknowledgement });
      }
    },
    clock: (_, { sequence }) => {
      this.timeSetBy = sequence;
    },
  };

  #putAlarm(alarm: Alarm) {
    this.alarms.set(alarm.id, alarm);
    if (alarm.type === 'ledger_damaged' && alarm.active) {
      this.#damageAlarms.add(alarm.id);
    } else {
      this.#damageAlarms.delete(alarm.id);
    }
  }
}
