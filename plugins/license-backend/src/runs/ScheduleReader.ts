import {
  AuthService,
  DiscoveryService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import { CronTime } from 'cron';
import { Knex } from 'knex';
import { DateTime, Duration } from 'luxon';
import { dialectOf } from '../database/dialect';
import { messageOf } from '../errors';

/** How often a task runs. Without an interval it only runs by hand. */
export interface TaskCadence {
  /** ISO 8601 duration; for a cron expression, from the next run to the one after; absent: only by hand. */
  interval?: string;
  /** The run that follows one at the given instant (both in milliseconds since the epoch). */
  following?: (instant: number) => number;
}

/** When a task runs. */
export interface TaskSchedule extends TaskCadence {
  /** Milliseconds since the epoch; absent if nobody knows. */
  nextRun?: number;
}

/** The part of the scheduler's answer that matters here. */
interface TasksAnswer {
  tasks: {
    taskId: string;
    taskState: { startsAt?: string; startedAt?: string } | null;
  }[];
}

/**
 * Asks the portal's scheduler when a task runs next.
 *
 * @remarks
 * Its service has no method that tells; its own HTTP route of this plugin does.
 */
export class ScheduleReader {
  readonly #scheduler: SchedulerService;
  readonly #discovery: DiscoveryService;
  readonly #auth: AuthService;
  readonly #logger: LoggerService;
  readonly #isSqlite: boolean;

  constructor(options: {
    scheduler: SchedulerService;
    discovery: DiscoveryService;
    auth: AuthService;
    logger: LoggerService;
    knex: Knex;
  }) {
    this.#scheduler = options.scheduler;
    this.#discovery = options.discovery;
    this.#auth = options.auth;
    this.#logger = options.logger;
    this.#isSqlite = dialectOf(options.knex).isSqlite;
  }

  async read(taskId: string): Promise<TaskSchedule> {
    const cadence = await this.readCadence(taskId);
    const { following } = cadence;
    return following
      ? { ...cadence, nextRun: await this.#nextRun(taskId, following) }
      : cadence;
  }

  async readCadence(taskId: string): Promise<TaskCadence> {
    const tasks = await this.#scheduler.getScheduledTasks();
    const task = tasks.find(({ id }) => id === taskId);
    const cadence = task && 'cadence' in task.settings && task.settings.cadence;
    if (typeof cadence !== 'string' || cadence === 'manual') {
      return {};
    }
    return {
      interval: toInterval(cadence),
      following: instant => runAfter(cadence, instant),
    };
  }

  async #nextRun(
    taskId: string,
    following: (instant: number) => number,
  ): Promise<number | undefined> {
    try {
      const { tasks } = await this.#fetchTasks();
      const state = tasks.find(task => task.taskId === taskId)?.taskState;
      if (state?.startedAt) {
        // While a task runs the scheduler names no next run: it works it out afterwards.
        return following(this.#toMillis(state.startedAt));
      }
      return state?.startsAt ? this.#toMillis(state.startsAt) : undefined;
    } catch (error) {
      this.#logger.warn(
        `The scheduler did not tell when ${taskId} runs next: ${messageOf(
          error,
        )}`,
      );
      return undefined;
    }
  }

  async #fetchTasks(): Promise<TasksAnswer> {
    const baseUrl = await this.#discovery.getBaseUrl('license');
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'license',
    });
    const response = await fetch(`${baseUrl}/.backstage/scheduler/v1/tasks`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5_000),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.json();
  }

  /** SQLite stores UTC without saying so, and the scheduler takes it for local time. */
  #toMillis(text: string): number {
    const time = DateTime.fromISO(text, { setZone: true });
    return (
      this.#isSqlite ? time.setZone('utc', { keepLocalTime: true }) : time
    ).toMillis();
  }
}

function runAfter(cadence: string, instant: number): number {
  return cadence.startsWith('P')
    ? instant + Duration.fromISO(cadence).toMillis()
    : new CronTime(cadence).getNextDateFrom(new Date(instant)).toMillis();
}

function toInterval(cadence: string): string {
  if (cadence.startsWith('P')) {
    return cadence;
  }
  const [first, second] = new CronTime(cadence).sendAt(2);
  return second.diff(first).rescale().toISO()!;
}
