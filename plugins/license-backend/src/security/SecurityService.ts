import {
  AuditorService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
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
import { setTimeout as sleep } from 'node:timers/promises';
import { fromInstant, toInstant } from '../database/instants';
import { FinishedRun, RunKind, RunStore } from '../runs/RunStore';
import { messageOf } from '../errors';
import { IntegrityService } from '../integrity/IntegrityService';
import { Ledger } from '../ledger/Ledger';
import { OverviewService } from '../overview/OverviewService';
import { RunCoordinator } from '../runs/RunCoordinator';
import { SourceReader } from '../sources/SourceReader';
import {
  ScheduleReader,
  TaskCadence,
  TaskSchedule,
} from '../runs/ScheduleReader';
import { TASKS } from '../runs/tasks';

/** Callers wait for a run so long, in milliseconds. */
const PATIENCE = 15_000;

/**
 * After a run by hand the scheduler is triggered, so that its next run moves; it starts within about 5 seconds,
 * and finds that so many milliseconds ago the work was done.
 */
const JUST_NOW = 30_000;

/** Whether the last run was one by hand that ended just now (milliseconds since the epoch). */
const wasByHandJustNow = (last: FinishedRun | undefined, now: number) =>
  last !== undefined &&
  last.run.trigger !== 'schedule' &&
  Math.abs(now - fromInstant(last.run.finishedAt)) < JUST_NOW;

/**
 * Two replicas that see at the same time that a task is due can both get it, one after the other. A scheduled run so
 * soon after another one (milliseconds), and in the first half of its interval, is that one again.
 */
const TWICE = 3_000;

function isTheSameAgain(
  last: FinishedRun | undefined,
  { following }: TaskCadence,
  now: number,
): boolean {
  if (last?.run.trigger !== 'schedule' || !following) {
    return false;
  }
  const startedAt = fromInstant(last.run.startedAt);
  const age = now - startedAt;
  return (
    age >= 0 && age < Math.min(TWICE, (following(startedAt) - startedAt) / 2)
  );
}

/** What is known about integrity, what watches over it, and what an administrator can do about it. */
export class SecurityService {
  readonly #sources: SourceReader;
  readonly #overview: OverviewService;
  readonly #runs: RunStore;
  readonly #coordinators: Record<RunKind, RunCoordinator>;
  readonly #scheduler: SchedulerService;
  readonly #schedules: ScheduleReader;
  readonly #integrity: IntegrityService;
  readonly #ledger: Ledger;
  readonly #integrityEnabled: boolean;
  readonly #auditor: AuditorService;
  readonly #logger: LoggerService;

  constructor(options: {
    sources: SourceReader;
    overview: OverviewService;
    runs: RunStore;
    coordinators: Record<RunKind, RunCoordinator>;
    scheduler: SchedulerService;
    schedules: ScheduleReader;
    integrity: IntegrityService;
    ledger: Ledger;
    integrityEnabled: boolean;
    auditor: AuditorService;
    logger: LoggerService;
  }) {
    this.#sources = options.sources;
    this.#overview = options.overview;
    this.#runs = options.runs;
    this.#coordinators = options.coordinators;
    this.#scheduler = options.scheduler;
    this.#schedules = options.schedules;
    this.#integrity = options.integrity;
    this.#ledger = options.ledger;
    this.#integrityEnabled = options.integrityEnabled;
    this.#auditor = options.auditor;
    this.#logger = options.logger;
  }

  async getStatus(): Promise<SecurityStatus> {
    const [criticalEvents, lastScan, lastValidation, running, schedule] =
      await Promise.all([
        this.#integrity.countCritical(),
        this.#runs.lastFinished('integrity-scan'),
        this.#runs.lastFinished('validation'),
        this.#runs.isRunning('validation'),
        this.#schedules.read(TASKS.validation),
      ]);
    const nextValidation = nextRun(schedule, lastValidation, Date.now());
    return {
      integrity: {
        tamperDetection: this.#integrityEnabled ? 'enabled' : 'disabled',
        sealed: this.#ledger.isSealed,
        criticalEvents,
        ...(this.#ledger.isSecretMissing && { secretMissing: true }),
        lastScan: lastScan?.run ?? null,
        overdue: false,
      },
      validation: {
        lastValidation: lastValidation?.run ?? null,
        nextValidation:
          nextValidation === undefined ? null : toInstant(nextValidation),
        interval: schedule.interval ?? null,
        validationErrors: lastValidation?.run.failed ?? 0,
        running,
        overdue: false,
      },
    };
  }

  /** Validates everything now. */
  async validate(triggeredBy: string): Promise<Run | RunPending> {
    return this.#patiently(this.#validate('manual', triggeredBy));
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
    return this.#patiently(
      this.#coordinators['integrity-scan'].run({
        trigger: 'manual',
        triggeredBy,
      }),
    );
  }

  /**
   * Reads files and keys again, on every replica, and validates everything.
   *
   * @throws a `ConflictError` if a key file is unusable
   */
  async refresh(triggeredBy: string): Promise<RefreshResult> {
    await this.#refreshSources(triggeredBy);
    const { run, changed } = await this.#validate('refresh', triggeredBy);
    return {
      checked: run.checked,
      changed,
      overview: await this.#overview.getOverview(),
    };
  }

  /** The work of a scheduled task. */
  async runScheduled(kind: RunKind, signal: AbortSignal): Promise<void> {
    const last = await this.#runs.lastFinished(kind);
    const cadence = await this.#schedules.readCadence(
      kind === 'validation' ? TASKS.validation : TASKS.integrityScan,
    );
    const now = Date.now();
    if (wasByHandJustNow(last, now) || isTheSameAgain(last, cadence, now)) {
      return;
    }
    const trace = await this.#auditor.createEvent({
      eventId: kind,
      meta: { trigger: 'schedule' },
    });
    try {
      const { run } = await this.#coordinators[kind].run({
        trigger: 'schedule',
        signal,
      });
      await trace.success({ meta: run });
    } catch (error) {
      await trace.fail({ error: error as Error });
      throw error;
    }
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

  /** The run if it is done in time; it goes on otherwise. */
  async #patiently(running: Promise<FinishedRun>): Promise<Run | RunPending> {
    const enough = new AbortController();
    const answer = await Promise.race([
      running.then(({ run }) => run),
      sleep(PATIENCE, { running: true } as const, { signal: enough.signal }),
    ]).finally(() => enough.abort());
    if ('running' in answer) {
      running.catch(error => {
        this.#logger.error(`A run by hand failed: ${messageOf(error)}`);
      });
    }
    return answer;
  }

  async #refreshSources(by: string): Promise<void> {
    await this.#sources.refreshKeys();
    await this.#ledger.change(async tx =>
      tx.append({ kind: 'refresh', content: { by } }),
    );
  }

  async #validate(
    trigger: Run['trigger'],
    triggeredBy: string,
  ): Promise<FinishedRun> {
    const finished = await this.#coordinators.validation.run({
      trigger,
      triggeredBy,
    });
    try {
      await this.#scheduler.triggerTask(TASKS.validation);
    } catch (error) {
      // It runs at this moment, and sets its next run by itself.
      this.#logger.debug(
        `The next validation was not moved: ${messageOf(error)}`,
      );
    }
    return finished;
  }
}

/** While the scheduler is about to move its next run after one by hand, that is where it will move to. */
function nextRun(
  { nextRun: next, following }: TaskSchedule,
  last: FinishedRun | undefined,
  now: number,
): number | undefined {
  if (
    next !== undefined &&
    next <= now &&
    following &&
    last &&
    wasByHandJustNow(last, now)
  ) {
    return following(fromInstant(last.run.finishedAt));
  }
  return next;
}
