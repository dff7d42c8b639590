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
import { IntegrityService } from '../integrity/IntegrityService';
import { Ledger } from '../ledger/Ledger';
import { OverviewService } from '../overview/OverviewService';
import { RunService } from '../runs/RunService';
import { SourceReader } from '../sources/SourceReader';

/** What is known about integrity, what watches over it, and what an administrator can do about it. */
export class SecurityService {
  readonly #ledger: Ledger;
  readonly #sources: SourceReader;
  readonly #overview: OverviewService;
  readonly #validations: RunService;
  readonly #scans: RunService;
  readonly #integrity: IntegrityService;
  readonly #integrityEnabled: boolean;

  constructor(options: {
    ledger: Ledger;
    sources: SourceReader;
    overview: OverviewService;
    validations: RunService;
    scans: RunService;
    integrity: IntegrityService;
    integrityEnabled: boolean;
  }) {
    this.#ledger = options.ledger;
    this.#sources = options.sources;
    this.#overview = options.overview;
    this.#validations = options.validations;
    this.#scans = options.scans;
    this.#integrity = options.integrity;
    this.#integrityEnabled = options.integrityEnabled;
  }

  async getStatus(): Promise<SecurityStatus> {
    const criticalEvents = await this.#integrity.countCritical();
    const { beganAt } = this.#ledger;
    const [scans, validations] = await Promise.all([
      this.#scans.status(beganAt),
      this.#validations.status(beganAt),
    ]);
    return {
      integrity: {
        tamperDetection: this.#integrityEnabled ? 'enabled' : 'disabled',
        sealed: this.#ledger.isSealed,
        ...(this.#ledger.isSecretMissing && { secretMissing: true }),
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
    await this.#sources.refreshKeys();
    await this.#ledger.change(async tx =>
      tx.append({ kind: 'refresh', content: { by: triggeredBy } }),
    );
    const { run, changed } = await this.#validations.refresh(triggeredBy);
    return {
      checked: run.checked,
      changed,
      overview: await this.#overview.getOverview(),
    };
  }

  async listEvents(query: EventsQuery): Promise<SecurityEventPage> {
    return this.#integrity.listEvents(query);
  }

  /** @throws a `NotFoundError`; a `ConflictError` if what would be found now is something else */
  async acknowledge(
    id: string,
    by: string,
    answer: { note: string; evidence: string },
  ): Promise<SecurityEvent> {
    return this.#integrity.acknowledge(id, by, answer);
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
