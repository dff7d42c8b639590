import {
  AuditorService,
  LoggerService,
  SchedulerService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { Run, RunPending } from '@thetasecure/backstage-plugin-license-common';
import { Database } from '../database/Database';
import { fromInstant, toInstant } from '../database/instants';
import { messageOf } from '../errors';
import { isDoneWithin } from '../isDoneWithin';
import { RunCoordinator } from './RunCoordinator';
import { RunLock } from './RunLock';
import { FinishedRun, RunKind, RunResult, RunStore } from './RunStore';
import { ScheduledTask } from './ScheduledTask';

/** Callers wait for a run so long, in milliseconds. */
const PATIENCE = 15_000;

/** After so many intervals without a finished run it is overdue. */
const MISSED_INTERVALS = 3;

/** The scheduler looks for work every five seconds, and a run takes its time (milliseconds). */
const SCHEDULER_SLACK = 10_000;

/** What is known about the runs of a kind. */
export interface RunStatus {
  /** The last finished run. */
  last: Run | null;
  running: boolean;
  /** No finished run for over three intervals, or the next one starts too late for that. */
  overdue: boolean;
  /** ISO 8601 duration; `null`: only by hand. */
  interval: string | null;
  /** When the next one starts (ISO 8601); `null` if nobody knows, or never. */
  next: string | null;
}

/** Runs of one kind, on the portal's schedule (task `license-<kind>`) and by hand, and when they were. */
export class RunService {
  readonly #lock: RunLock;
  readonly #task: ScheduledTask;
  readonly #coordinator: RunCoordinator;

  constructor(
    private readonly deps: {
      kind: RunKind;
      database: Database;
      store: RunStore;
      scheduler: SchedulerService;
      auditor: AuditorService;
      logger: LoggerService;
      /** One whole run. It stops when the signal aborts. */
      work: (signal: AbortSignal) => Promise<RunResult>;
      /** For tests, in milliseconds. */
      patience?: number;
    },
  ) {
    this.#lock = new RunLock(deps.database, deps.kind);
    this.#task = new ScheduledTask(`license-${deps.kind}`, deps);
    this.#coordinator = new RunCoordinator({
      ...deps,
      lock: this.#lock,
      task: this.#task,
    });
  }

  /** Runs it now. Whoever has waited for 15 seconds is told that it goes on. */
  async runNow(by: string): Promise<Run | RunPending> {
    const running = this.#coordinator.run({
      trigger: 'manual',
      triggeredBy: by,
    });
    if (await isDoneWithin(this.deps.patience ?? PATIENCE, running)) {
      return (await running)!.run;
    }
    running.catch(error => {
      this.deps.logger.error(
        `A ${this.deps.kind} by hand failed: ${messageOf(error)}`,
      );
    });
    return { running: true };
  }

  /** Runs it as a part of a refresh, and waits for its end. */
  async refresh(by: string): Promise<FinishedRun> {
    const request = { trigger: 'refresh', triggeredBy: by } as const;
    return (await this.#coordinator.run(request))!;
  }

  /** Puts it on the portal's scheduler. */
  async schedule(
    definition: SchedulerServiceTaskScheduleDefinition,
  ): Promise<void> {
    await this.#task.schedule(definition, signal => this.#runScheduled(signal));
  }

  /** @param firstStart - what counts while nothing finished, in milliseconds since the epoch */
  async status(firstStart: number): Promise<RunStatus> {
    const [last, { isHeld }, { interval, following }, start] =
      await Promise.all([
        this.deps.store.lastFinished(this.deps.kind),
        this.#lock.look(),
        this.#task.cadence(),
        this.#task.start(),
      ]);
    const about = { last: last?.run ?? null, running: isHeld };
    if (!interval || !following) {
      return { ...about, overdue: false, interval: null, next: null };
    }
    const now = Date.now();
    // The scheduler moves a start when its run is over, to now at the earliest.
    const next = start?.isDue ? Math.max(following(start.at), now) : start?.at;
    const due = afterIntervals(
      last ? fromInstant(last.run.finishedAt) : firstStart,
      following,
    );
    return {
      ...about,
      // A start that somebody moved too far away is told of before it is missed.
      overdue: Math.max(now, start?.at ?? now) > due + SCHEDULER_SLACK,
      interval,
      next: next === undefined || next === Infinity ? null : toInstant(next),
    };
  }

  /**
   * When the last run finished (ISO 8601), if over three intervals passed since. Asked while another one is under way,
   * it tells what that one ends.
   */
  async missedSince(): Promise<string | undefined> {
    const [last, { following }] = await Promise.all([
      this.deps.store.lastFinished(this.deps.kind),
      this.#task.cadence(),
    ]);
    if (!last || !following) {
      return undefined;
    }
    const { finishedAt } = last.run;
    const due = afterIntervals(fromInstant(finishedAt), following);
    return Date.now() > due + SCHEDULER_SLACK ? finishedAt : undefined;
  }

  async #runScheduled(signal: AbortSignal): Promise<void> {
    const audit = () =>
      this.deps.auditor.createEvent({
        eventId: this.deps.kind,
        meta: { trigger: 'schedule' },
      });
    let finished: FinishedRun | undefined;
    try {
      finished = await this.#coordinator.run({
        trigger: 'schedule',
        signal,
      });
    } catch (error) {
      await (await audit()).fail({ error: error as Error });
      throw error;
    }
    if (finished) {
      await (await audit()).success({ meta: finished.run });
    }
  }
}

/** When so many intervals are over that a run is overdue. */
function afterIntervals(
  instant: number,
  following: (instant: number) => number,
): number {
  let due = instant;
  for (let missed = 0; missed < MISSED_INTERVALS; missed += 1) {
    due = following(due);
  }
  return due;
}
