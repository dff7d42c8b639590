import { isDeepStrictEqual } from 'node:util';
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
import { Shared, sharedText } from '../paging/Shared';

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
  /** The sequence of the last entry about it. */
  sequence: number;
}

/** A license file that verified when it was last noted. */
export interface KnownFile {
  digest: string;
  key?: KnownKey;
}

/** So many of the last changes are told without looking through all licenses. */
const LATEST = 500;

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
  /** The last changes of licenses, in order. */
  readonly #latest: { licenseId: string; sequence: number }[] = [];
  #before: LedgerState | undefined;

  /**
   * @param before - what the same ledger added up to when it was read before: what is equal is kept once, so that a
   *   second look at a long ledger takes little memory
   */
  constructor(before?: LedgerState) {
    this.#before = before;
  }

  /** Lets go of what the ledger added up to before. */
  forgetBefore(): void {
    this.#before = undefined;
  }

  /** The ids of licenses that were changed by entries after the given one. */
  changedSince(sequence: number): string[] {
    const [oldest] = this.#latest;
    if (oldest && oldest.sequence <= sequence) {
      return this.#latest
        .filter(change => change.sequence > sequence)
        .map(({ licenseId }) => licenseId);
    }
    const changed: string[] = [];
    for (const [licenseId, record] of this.licenses) {
      if (record.sequence > sequence) {
        changed.push(licenseId);
      }
    }
    return changed;
  }

  vouchedFor(licenseId: string): Vouched | undefined {
    return this.licenses.get(licenseId)?.vouched;
  }

  /**
   * Takes an entry that follows those taken before.
   *
   * @param content - of the entry, parsed
   */
  apply(entry: LedgerEntry, content: unknown): void {
    const kind = entry.kind as LedgerKind;
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
    install: (content, { recordedAt, sequence }) => {
      const { licenseId, issuedAt, digest } = content;
      const newest = this.licenses.get(licenseId)?.newest;
      const vouched: Vouched = {
        issuedAt,
        digest,
        bytes: content.bytes,
        installedAt: sharedText(content.installedAt),
        installedBy: sharedText(content.installedBy),
        key: this.#sameKey(content.key),
      };
      const record: LicenseRecord = {
        vouched,
        // What is installed is a version itself, so that most licenses need no second record of it.
        newest: newest && newest.issuedAt > issuedAt ? newest : vouched,
        change: {
          what: content.cause,
          by: sharedText(content.by),
          at: recordedAt,
        },
        sequence,
      };
      const known = this.#before?.licenses.get(licenseId);
      this.#noteChange(licenseId, sequence);
      this.licenses.set(
        licenseId,
        known?.sequence === sequence && isDeepStrictEqual(known, record)
          ? known
          : record,
      );
    },
    delete: ({ licenseId, by }, { recordedAt, sequence }) => {
      const record = this.licenses.get(licenseId);
      this.#noteChange(licenseId, sequence);
      if (record) {
        this.licenses.set(licenseId, {
          newest: record.newest,
          change: { what: 'deleted', by, at: recordedAt },
          sequence,
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

  #noteChange(licenseId: string, sequence: number) {
    this.#latest.push({ licenseId, sequence });
    if (this.#latest.length > 2 * LATEST) {
      this.#latest.splice(0, LATEST);
    }
  }

  /** Thousands of entries name the same few keys: each is kept once. */
  readonly #keys = new Shared<KnownKey>();

  #sameKey(key: KnownKey): KnownKey {
    return this.#keys.get(`${key.kid} ${key.thumbprint}`, key);
  }

  #putAlarm(alarm: Alarm) {
    this.alarms.set(alarm.id, alarm);
    if (alarm.type === 'ledger_damaged' && alarm.active) {
      this.#damageAlarms.add(alarm.id);
    } else {
      this.#damageAlarms.delete(alarm.id);
    }
  }
}
