import {
  LicenseChange,
  LicenseVersion,
  SecurityEventType,
} from '@thetasecure/backstage-plugin-license-common';
import {
  Alarm,
  Installed,
  KnownKey,
  LedgerContents,
  LedgerEntry,
  LedgerKind,
} from './LedgerEntry';

/** What the ledger says about one license id. It never changes: after a change there is another one. */
export interface LicenseRecord {
  licenseId: string;
  /** Absent if it was deleted, or is only known from files. */
  installed?: Installed;
  /** The newest version ever installed here, by upload or file. */
  newest: LicenseVersion;
  /** Absent if it is only known from files. */
  change?: LicenseChange;
  /** What a scan found wrong with its document. */
  fault?: SecurityEventType;
}

/** A license file as it was when it last verified. */
export interface KnownFile {
  digest: string;
  key: KnownKey;
  /** When it was noted; ISO 8601 in UTC. */
  since: string;
}

/** Alarms that say that the document of an installed license is not whole. */
const OF_DOCUMENTS: ReadonlySet<SecurityEventType> = new Set([
  'document_edited',
  'document_missing',
]);

/** What the entries of the ledger add up to: everything that is shown is a function of this, the sources and now. */
export class LedgerState {
  productInstanceId: string | undefined;
  /** When the first entry was recorded; ISO 8601 in UTC. */
  beganAt: string | undefined;
  readonly licenses = new Map<string, LicenseRecord>();
  readonly alarms = new Map<string, Alarm>();
  /** Thumbprints of keys that are, or were, rightly trusted. */
  readonly keys = new Set<string>();
  readonly files = new Map<string, KnownFile>();
  /** The revocation list of the highest sequence. */
  revocations: LedgerContents['revocations'] | undefined;
  /** When somebody last set the time: to which instant (milliseconds since the epoch), and by which entry. */
  timeSet: { at: number; sequence: number } | undefined;
  /** The sequence of the last refresh; 0: there was none. */
  refreshedBy = 0;

  /** Takes an entry that follows those taken before. */
  apply(entry: LedgerEntry, content: unknown): void {
    this.#appliers[entry.kind as LedgerKind]?.(content as never, entry);
  }

  readonly #appliers: {
    [K in LedgerKind]?: (
      content: LedgerContents[K],
      entry: LedgerEntry,
    ) => void;
  } = {
    instance: ({ productInstanceId }, { recordedAt }) => {
      this.productInstanceId = productInstanceId;
      this.beganAt ??= recordedAt;
    },
    install: (content, entry) => this.#install('install', content, entry),
    replace: (content, entry) => this.#install('replace', content, entry),
    repair: (content, entry) => this.#install('repair', content, entry),
    delete: ({ licenseId, by }, { recordedAt }) => {
      const record = this.licenses.get(licenseId);
      if (record) {
        this.licenses.set(licenseId, {
          licenseId,
          newest: record.newest,
          change: { what: 'delete', by, at: recordedAt },
        });
      }
    },
    refresh: (_, { sequence }) => {
      this.refreshedBy = sequence;
    },
    keys: ({ keys }) => {
      keys.forEach(({ thumbprint }) => this.keys.add(thumbprint));
    },
    file: ({ file, digest, license }, { recordedAt }) => {
      if (!digest || !license) {
        this.files.delete(file);
        return;
      }
      this.files.set(file, { digest, key: license.key, since: recordedAt });
      const { licenseId, issuedAt } = license;
      const record = this.licenses.get(licenseId);
      if (!record || record.newest.issuedAt < issuedAt) {
        const newest = { issuedAt, digest: license.digest };
        this.licenses.set(licenseId, { licenseId, ...record, newest });
      }
    },
    revocations: content => {
      if (content.sequence > (this.revocations?.sequence ?? 0)) {
        this.revocations = content;
      }
    },
    alarm: alarm => this.#putAlarm(alarm),
    condition: ({ id, ...condition }) => this.#changeAlarm(id, condition),
    acknowledgement: ({ id, ...acknowledgement }) =>
      this.#changeAlarm(id, { acknowledgement }),
    clock: ({ mark }, { sequence }) => {
      this.timeSet = { at: Date.parse(mark), sequence };
    },
  };

  #install(
    what: LicenseChange['what'],
    { licenseId, by, ...installed }: LedgerContents['install'],
    { recordedAt }: LedgerEntry,
  ) {
    const newest = this.licenses.get(licenseId)?.newest;
    this.licenses.set(licenseId, {
      licenseId,
      installed,
      newest:
        newest && newest.issuedAt > installed.issuedAt ? newest : installed,
      change: { what, by, at: recordedAt },
    });
  }

  #changeAlarm(id: string, change: Partial<Alarm>) {
    const alarm = this.alarms.get(id);
    if (alarm) {
      this.#putAlarm({ ...alarm, ...change });
    }
  }

  #putAlarm(alarm: Alarm) {
    this.alarms.set(alarm.id, alarm);
    const { type, licenseId, active } = alarm;
    const record = licenseId && this.licenses.get(licenseId);
    if (record && OF_DOCUMENTS.has(type)) {
      const { fault: _, ...whole } = record;
      this.licenses.set(
        record.licenseId,
        active ? { ...whole, fault: type } : whole,
      );
    }
  }
}
