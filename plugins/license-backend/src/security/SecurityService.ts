import { ConflictError } from '@backstage/errors';
import {
  Checkpoint,
  EventsQuery,
  RefreshResult,
  Run,
  RunPending,
  SecurityEvent,
  SecurityEventPage,
  SecurityStatus,
} from '@thetasecure/backstage-plugin-license-common';
import { EventStore } from '../database/EventStore';
import { IntegrityService } from '../integrity/IntegrityService';
import { LicenseInventory } from '../inventory/LicenseInventory';
import { Ledger } from '../ledger/Ledger';
import { OverviewService } from '../overview/OverviewService';
import { RunService } from '../runs/RunService';

/** What is known about integrity, what watches over it, and what an administrator can do about it. */
export class SecurityService {
  readonly #inventory: LicenseInventory;
  readonly #overview: OverviewService;
  readonly #events: EventStore;
  readonly #validations: RunService;
  readonly #scans: RunService;
  readonly #firstStart: () => Promise<number>;
  readonly #integrity: IntegrityService;
  readonly #ledger: Ledger;
  readonly #integrityEnabled: boolean;

  constructor(options: {
    inventory: LicenseInventory;
    overview: OverviewService;
    events: EventStore;
    validations: RunService;
    scans: RunService;
    /** When the plugin first started, in milliseconds since the epoch. */
    firstStart: () => Promise<number>;
    integrity: IntegrityService;
    ledger: Ledger;
    integrityEnabled: boolean;
  }) {
    this.#inventory = options.inventory;
    this.#overview = options.overview;
    this.#events = options.events;
    this.#validations = options.validations;
    this.#scans = options.scans;
    this.#firstStart = options.firstStart;
    this.#integrity = options.integrity;
    this.#ledger = options.ledger;
    this.#integrityEnabled = options.integrityEnabled;
  }

  async getStatus(): Promise<SecurityStatus> {
    const firstStart = await this.#firstStart();
    const [criticalEvents, scans, validations] = await Promise.all([
      this.#events.countCritical(),
      this.#scans.status(firstStart),
      this.#validations.status(firstStart),
    ]);
    return {
      integrity: {
        tamperDetection: this.#integrityEnabled ? 'enabled' : 'disabled',
        sealed: this.#ledger.isSealed,
        criticalEvents,
        lastScan: scans.last,
        overdue: scans.overdue,
      },
      validation: {
        lastValidation: validations.last,
        nextValidation: validations.next,
        interval: validations.interval,
        validationErrors: validations.last?.failed ?? 0,
        running: validations.running,
        overdue: validations.overdue,
      },
    };
  }

  /** Validates everything now. */
  async validate(triggeredBy: string): Promise<Run | RunPending> {
    return this.#validations.runNow(triggeredBy);
  }

  /**
   * Scans for tampering now.
   *
   * @throws a `ConflictError` if tamper detection is disabled
   */
  async scan(triggeredBy: string): Promise<Run | RunPending> {
    if (!this.#integrityEnabled) {
      throw new ConflictError(
        'Tamper detection is disabled. Remove license.integrity.enabled: false from the configuration to enable it.',
      );
    }
    return this.#scans.runNow(triggeredBy);
  }

  /**
   * Reads files and keys again, on every replica, and validates everything.
   *
   * @throws a `ConflictError` if a key file is unusable
   */
  async refresh(triggeredBy: string): Promise<RefreshResult> {
    await this.#inventory.refreshSources();
    const { run, changed } = await this.#validations.refresh(triggeredBy);
    return {
      checked: run.checked,
      changed,
      overview: await this.#overview.getOverview(),
    };
  }

  async listEvents(query: EventsQuery): Promise<SecurityEventPage> {
    return this.#events.list(query);
  }

  /** @throws a `NotFoundError` */
  async acknowledge(
    id: string,
    by: string,
    note: string,
  ): Promise<SecurityEvent> {
    return this.#integrity.acknowledge(id, by, note);
  }

  /**
   * The head of the ledger, for keeping elsewhere.
   *
   * @param sequence - of another entry, to compare with a head that was kept
   * @throws a `NotFoundError` if there is no such entry
   */
  async getCheckpoint(sequence?: number): Promise<Checkpoint> {
    return sequence === undefined
      ? this.#ledger.getCheckpoint()
      : this.#ledger.getCheckpointOf(sequence);
  }
}
