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
import {
  LicenseInventory,
  Snapshot,
  Sources,
} from '../inventory/LicenseInventory';
import { DeploymentTime } from '../ledger/DeploymentTime';
import { Ledger } from '../ledger/Ledger';
import { ScheduleReader } from '../schedule/ScheduleReader';
import { TASKS } from '../schedule/tasks';
import { Acceptance } from './Acceptance';
import { goneEntry, recordFindings, restoreAlarms } from './Alarms';
import { Finding, ledgerFinding } from './Finding';
import { Inspector, suspects } from './Inspector';
import { clockFindings, missedScans, unnotedSources } from './inspect';

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

/** Finds what was changed behind the API, and takes the word of somebody who looked into it. */
export class IntegrityService {
  readonly #store: LicenseStore;
  readonly #ledger: Ledger;
  readonly #time: DeploymentTime;
  readonly #inventory: LicenseInventory;
  readonly #runs: RunStore;
  readonly #schedules: ScheduleReader;
  readonly #inspector: Inspector;
  readonly #acceptance: Acceptance;

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
    this.#inspector = new Inspector({
      uploads: options.inventory.uploads,
      isSealed: options.ledger.isSealed,
    });
    this.#acceptance = new Acceptance({
      ledger: options.ledger,
      inventory: options.inventory,
      inspector: this.#inspector,
    });
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
    const [walk, snapshot, last, schedule] = await Promise.all([
      this.#ledger.verify(signal),
      this.#inventory.reload({ signal }),
      this.#runs.lastFinished('integrity-scan'),
      this.#schedules.readCadence(TASKS.integrityScan),
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
        ...(await this.#inspector.findLicenses(
          tx,
          reading,
          snapshot,
          suspects(snapshot),
        )),
        ...(reading.damage ? [] : await restoreAlarms(tx, reading.state)),
        ...this.#inspector.findSources(reading, snapshot, snapshot.files),
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
    return {
      checked: snapshot.uploads.length + snapshot.files.length,
      failed,
    };
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
        (await this.#acceptance.accept(
          tx,
          finding,
          { ...snapshot, files },
          by,
        ));
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
        return this.#inspector.findLicenses(tx, reading, snapshot, ids);
      }
      const state = await tx.getState();
      return [
        ...this.#inspector.findSources(reading, snapshot, files),
        // Nobody but a scan believes a leap because it was seen before.
        ...clockFindings(Date.now(), this.#time.mark(state), {}),
      ];
    };
    return (await find()).find(
      finding => finding.type === type && finding.subject === subject,
    );
  }
}
