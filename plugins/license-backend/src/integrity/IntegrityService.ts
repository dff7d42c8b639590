import { NotFoundError } from '@backstage/errors';
import {
  SecurityEvent,
  SecurityEventType,
} from '@thetasecure/backstage-plugin-license-common';
import { StoredAlarm, toSecurityEvent } from '../database/EventTable';
import { toInstant } from '../database/instants';
import {
  LicenseStore,
  LicenseTransaction,
  NewEntry,
} from '../database/LicenseStore';
import { RunResult, RunStore } from '../database/RunStore';
import { ReadFile } from '../inventory/FileReader';
import { InstalledLicense } from '../inventory/InstalledLicense';
import {
  LicenseInventory,
  Snapshot,
  Sources,
} from '../inventory/LicenseInventory';
import { ReadUploads } from '../inventory/UploadReader';
import { DeploymentTime } from '../ledger/DeploymentTime';
import { Ledger, LedgerReading } from '../ledger/Ledger';
import { ScheduleReader } from '../schedule/ScheduleReader';
import { TASKS } from '../schedule/tasks';
import { goneEntry, recordFindings, restoreAlarms } from './Alarms';
import {
  Finding,
  ledgerFinding,
  revokedFinding,
  rowFinding,
  unsealedFinding,
} from './Finding';
import {
  clockFindings,
  fileFindings,
  keyFindings,
  keysEntry,
  missedScans,
  unnotedSources,
} from './inspect';
import { factsOf, takeOver } from './takeOver';

/** What can be looked for behind a damaged ledger; everything else is held against it. */
const WITHOUT_LEDGER: ReadonlySet<SecurityEventType> = new Set([
  'ledger_damaged',
  'document_edited',
  'revoked_installed',
  'clock_back',
  'clock_forward',
  'scans_missed',
  'unsealed',
]);

const isRevoked = ({ checks }: InstalledLicense) =>
  checks.some(({ code, status }) => code === 'revocation' && status === 'fail');

/** Finds what was changed behind the API, and takes the word of somebody who looked into it. */
export class IntegrityService {
  readonly #store: LicenseStore;
  readonly #ledger: Ledger;
  readonly #time: DeploymentTime;
  readonly #inventory: LicenseInventory;
  readonly #runs: RunStore;
  readonly #schedules: ScheduleReader;

  constructor(options: {
    store: LicenseStore;
    ledger: Ledger;
    time: DeploymentTime;
    inventory: LicenseInventory;
    runs: RunStore;
    schedules: ScheduleReader;
  }) {
    this.#store = options.store;
    this.#ledger = options.ledger;
    this.#time = options.time;
    this.#inventory = options.inventory;
    this.#runs = options.runs;
    this.#schedules = options.schedules;
  }

  /** Notes in the ledger what came by files and configuration, rightly. */
  async noteSources(sources: Sources): Promise<void> {
    const { state, damage } = this.#ledger.reading;
    if (damage || unnotedSources(state, sources).length === 0) {
      return;
    }
    await this.#store.transaction(async tx => {
      await this.#ledger.catchUp(tx);
      const entries = unnotedSources(this.#ledger.reading.state, sources);
      if (entries.length > 0) {
        await tx.append(entries);
      }
    });
  }

  /** One integrity scan. What it reads without the lock is looked at again under it before it raises an alarm. */
  async scan(signal: AbortSignal): Promise<RunResult> {
    const walk = await this.#ledger.verify(signal);
    const snapshot = await this.#inventory.reload(signal);
    const [last, schedule] = await Promise.all([
      this.#runs.lastFinished('integrity-scan'),
      this.#schedules.read(TASKS.integrityScan),
    ]);
    const failed = await this.#store.transaction(async tx => {
      signal.throwIfAborted();
      const reading = await this.#ledger.adopt(walk, tx);
      const clock = Date.now();
      const state = await tx.getState();
      const mark = this.#time.mark(state);
      const ofClock = clockFindings(clock, mark, state);
      const findings = [
        ...(reading.damage ? [ledgerFinding(reading.damage)] : []),
        ...(await this.#findLicenses(
          tx,
          reading,
          snapshot,
          suspects(snapshot),
        )),
        ...(await this.#findBesides(tx, reading, snapshot, snapshot.files)),
        ...ofClock,
        // A leap of the clock is no gap between scans.
        ...(ofClock.length > 0 ? [] : missedScans(clock, last, schedule)),
      ];
      await tx.advanceTime(clock, { mark, believeLeaps: true });
      if (!reading.damage) {
        const sources = unnotedSources(reading.state, snapshot);
        if (sources.length > 0) {
          await tx.append(sources);
        }
      }
      return recordFindings(
        tx,
        findings,
        type => !reading.damage || WITHOUT_LEDGER.has(type),
      );
    });
    return { checked: snapshot.entries.length, failed };
  }

  /**
   * Takes somebody's word for an alarm. If its condition still holds, the present state of its subject becomes the
   * new baseline; a document that does not verify cannot.
   *
   * @throws a `NotFoundError`
   */
  async acknowledge(
    id: string,
    by: string,
    note: string,
  ): Promise<SecurityEvent> {
    const snapshot = await this.#inventory.current();
    const { files } = await this.#inventory.readSources();
    return this.#store.transaction(async tx => {
      const stored = await tx.events.get(id);
      if (!stored) {
        throw new NotFoundError('There is no security event of this id');
      }
      if (stored.acknowledgement) {
        return toSecurityEvent(stored);
      }
      const entries: NewEntry[] = [];
      const finding = await this.#findAgain(tx, stored, snapshot, files);
      const acceptance =
        finding &&
        (await this.#accept(tx, finding, { ...snapshot, files }, by));
      entries.push(...(acceptance ?? []));
      const isOver = !finding || acceptance !== undefined;
      if (isOver && stored.active) {
        entries.push(goneEntry(stored));
      }
      const acknowledgement = {
        at: toInstant(Date.now()),
        by,
        note,
        accepted: acceptance !== undefined,
      };
      entries.push({
        kind: 'acknowledgement',
        content: { id, ...acknowledgement },
      });
      await tx.append(entries);
      const alarm: StoredAlarm = {
        ...stored,
        active: !isOver,
        acknowledgement,
      };
      await tx.events.put([alarm]);
      await tx.touch();
      return toSecurityEvent(alarm);
    });
  }

  /** What the scan would find now of that type and subject. */
  async #findAgain(
    tx: LicenseTransaction,
    { type, subject, licenseId }: StoredAlarm,
    snapshot: Snapshot,
    files: readonly ReadFile[],
  ): Promise<Finding | undefined> {
    const find = async (): Promise<Finding[]> => {
      if (type === 'ledger_damaged') {
        const walk = await this.#ledger.verify(undefined, tx);
        const { damage } = await this.#ledger.adopt(walk, tx);
        return damage ? [ledgerFinding(damage)] : [];
      }
      await this.#ledger.catchUp(tx);
      const { reading } = this.#ledger;
      if (licenseId !== undefined) {
        const ids = suspects(snapshot, licenseId);
        return this.#findLicenses(tx, reading, snapshot, ids);
      }
      const state = await tx.getState();
      return [
        ...(await this.#findBesides(tx, reading, snapshot, files)),
        // Nobody but a scan believes a leap because it was seen before.
        ...clockFindings(Date.now(), this.#time.mark(state), {}),
      ];
    };
    return (await find()).find(
      finding => finding.type === type && finding.subject === subject,
    );
  }

  /** Judges some licenses under the lock. */
  async #findLicenses(
    tx: LicenseTransaction,
    reading: LedgerReading,
    snapshot: Snapshot,
    licenseIds: readonly string[],
  ): Promise<Finding[]> {
    const { state, damage } = reading;
    const { uploads, removed } = await this.#read(
      tx,
      reading,
      snapshot,
      licenseIds,
    );
    const findings: Finding[] = [];
    const recordOf = (licenseId: string) =>
      damage ? undefined : state.licenses.get(licenseId);
    for (const { fault, stored } of uploads) {
      if (fault) {
        findings.push(rowFinding(fault, stored, recordOf(fault.licenseId)));
      }
    }
    for (const fault of removed) {
      findings.push(rowFinding(fault, undefined, recordOf(fault.licenseId)));
    }
    const found = new Set(
      findings
        .filter(({ type }) => type !== 'document_rewritten')
        .map(({ licenseId }) => licenseId),
    );
    const meant = new Set(licenseIds);
    const files = snapshot.files.map(({ license }) => license);
    for (const { licenseId, ...license } of [...uploads, ...files]) {
      const revocation = snapshot.terms.revoked?.get(licenseId);
      const isMeant = meant.has(licenseId) && !found.has(licenseId);
      if (revocation && isMeant && isRevoked({ licenseId, ...license })) {
        found.add(licenseId);
        findings.push(
          revokedFinding(licenseId, revocation, recordOf(licenseId)),
        );
      }
    }
    return findings.filter(
      // A row that was rewritten and revoked is worse off for being revoked.
      (finding, _, all) =>
        finding.type !== 'document_rewritten' ||
        !all.some(
          ({ type, subject }) =>
            type === 'revoked_installed' && subject === finding.subject,
        ),
    );
  }

  async #read(
    tx: LicenseTransaction,
    reading: LedgerReading,
    { keys, terms }: Snapshot,
    licenseIds: readonly string[],
  ): Promise<ReadUploads> {
    return licenseIds.length === 0
      ? { uploads: [], removed: [] }
      : this.#inventory.uploads.readSome(
          tx,
          licenseIds,
          { keys, terms },
          reading,
        );
  }

  /** What is held against the ledger besides licenses. */
  async #findBesides(
    tx: LicenseTransaction,
    { state, damage }: LedgerReading,
    snapshot: Snapshot,
    files: readonly ReadFile[],
  ): Promise<Finding[]> {
    return [
      ...(damage
        ? []
        : [
            ...(await restoreAlarms(tx, state)),
            ...keyFindings(state, snapshot),
            ...fileFindings(state, files),
          ]),
      ...(this.#ledger.isSealed ? [] : [unsealedFinding()]),
    ];
  }

  /** @returns the entries that make what was found the new baseline; `undefined` if it cannot be accepted */
  async #accept(
    tx: LicenseTransaction,
    { type, licenseId, subject }: Finding,
    snapshot: Snapshot,
    by: string,
  ): Promise<NewEntry[] | undefined> {
    switch (type) {
      case 'ledger_damaged':
        return this.#beginAnew(tx, snapshot, by);
      case 'row_removed':
        return [{ kind: 'delete', content: { licenseId: licenseId!, by } }];
      case 'document_edited':
      case 'column_differs':
      case 'row_inserted':
      case 'row_rolled_back':
      case 'document_rewritten':
        return this.#acceptRow(tx, licenseId!, snapshot, by);
      case 'trusted_key_added':
        return [
          keysEntry(
            snapshot.keys.all.filter(({ kid }) => subject === `key:${kid}`),
          ),
        ];
      case 'file_invalid':
        return undefined;
      case 'file_gone':
        return [
          { kind: 'file', content: { file: subject.slice('file:'.length) } },
        ];
      case 'clock_back':
      case 'clock_forward': {
        const now = Date.now();
        await tx.setTime(now);
        return [{ kind: 'clock', content: { mark: toInstant(now) } }];
      }
      default:
        return [];
    }
  }

  async #acceptRow(
    tx: LicenseTransaction,
    licenseId: string,
    snapshot: Snapshot,
    by: string,
  ): Promise<NewEntry[] | undefined> {
    const { uploads } = await this.#read(tx, this.#ledger.reading, snapshot, [
      licenseId,
    ]);
    const upload = uploads.find(other => other.licenseId === licenseId);
    if (!upload?.verified || !upload.stored) {
      return undefined;
    }
    const { bytes, installedAt, installedBy } = upload.stored;
    return [
      {
        kind: 'install',
        content: {
          licenseId,
          cause: 'accepted',
          by,
          ...factsOf(upload.verified, bytes),
          installedAt,
          installedBy,
        },
      },
    ];
  }

  /** What is there becomes the baseline; what was before stays as it is, damaged. */
  async #beginAnew(
    tx: LicenseTransaction,
    snapshot: Snapshot,
    by: string,
  ): Promise<NewEntry[]> {
    const { rows, prefix } = await this.#ledger.verify(undefined, tx);
    const revocations = await this.#inventory.readRevocations();
    return [
      {
        kind: 'baseline',
        content: {
          productInstanceId: snapshot.terms.productInstanceId,
          rows,
          prefix,
        },
      },
      ...(await takeOver(
        tx,
        { ...snapshot, ...(revocations && { revocations }) },
        'accepted',
        by,
      )),
    ];
  }
}

/**
 * The ids of licenses to look at under the lock: of rows with a fault, of licenses that have no row any more, and
 * of revoked ones.
 *
 * @param licenseId - only those that concern this license
 */
function suspects(snapshot: Snapshot, licenseId?: string): string[] {
  const ids = new Set(licenseId === undefined ? [] : [licenseId]);
  const concerns = (id: string) => licenseId === undefined || id === licenseId;
  for (const entry of snapshot.entries) {
    const { fault } = entry;
    if (
      fault
        ? concerns(fault.licenseId)
        : isRevoked(entry) && concerns(entry.licenseId)
    ) {
      ids.add(entry.licenseId);
      ids.add(fault?.licenseId ?? entry.licenseId);
    }
  }
  for (const fault of snapshot.removed) {
    if (concerns(fault.licenseId)) {
      ids.add(fault.licenseId);
    }
  }
  return [...ids];
}
