import {
  LoggerService,
  SchedulerService,
  SchedulerServiceTaskScheduleDefinition,
} from '@backstage/backend-plugin-api';
import { CronTime } from 'cron';
import { Duration } from 'luxon';
import { Database } from '../database/Database';
import { messageOf } from '../errors';

/** The table in which the portal's scheduler keeps the tasks of this plugin, in this plugin's database. */
const TASKS = 'backstage_backend_tasks__tasks';

/** What starts later than this (milliseconds since the epoch) never starts. */
const NEVER = Date.parse('9999-01-01');

/** How often a task runs. Without an interval it only runs by hand. */
export interface TaskCadence {
  /** ISO 8601 duration; for a cron expression, from the next run to the one after. */
  interval?: string;
  /** The run that follows one at the given instant (both in milliseconds since the epoch). */
  following?: (instant: number) => number;
}

/** The start for which a task runs or will run. The scheduler moves it when the run is over. */
export interface TaskStart {
  /** Milliseconds since the epoch; `Infinity`: never. */
  at: number;
  /** Whether that is not ahead of the database's clock, which the scheduler goes by. */
  isDue: boolean;
}

/**
 * A task of the portal's scheduler.
 *
 * @remarks
 * The scheduler's service tells no starts. Its HTTP route does, but not the one for which a task runs, which is what
 * tells whether the work is done already; so this reads its table.
 */
export class ScheduledTask {
  constructor(
    private readonly id: string,
    private readonly deps: {
      scheduler: SchedulerService;
      database: Database;
      logger: LoggerService;
    },
  ) {}

  async schedule(
    definition: SchedulerServiceTaskScheduleDefinition,
    fn: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    await this.deps.scheduler.scheduleTask({ ...definition, id: this.id, fn });
  }

  async cadence(): Promise<TaskCadence> {
    const tasks = await this.deps.scheduler.getScheduledTasks();
    const task = tasks.find(({ id }) => id === this.id);
    const cadence = task && 'cadence' in task.settings && task.settings.cadence;
    if (typeof cadence !== 'string' || cadence === 'manual') {
      return {};
    }
    if (cadence.startsWith('P')) {
      const length = Duration.fromISO(cadence).toMillis();
      return { interval: cadence, following: instant => instant + length };
    }
    const time = new CronTime(cadence);
    const [first, second] = time.sendAt(2);
    return {
      interval: second.diff(first).rescale().toISO()!,
      following: instant => time.getNextDateFrom(new Date(instant)).toMillis(),
    };
  }

  /** @returns `undefined` if the scheduler does not know the task, or is another one than Backstage's */
  async start(): Promise<TaskStart | undefined> {
    try {
      const row = await this.deps.database.run(knex =>
        knex(TASKS)
          .where('id', this.id)
          .first(
            'next_run_start_at',
            knex.raw('? as clock', [this.deps.database.clock(knex)]),
          ),
      );
      if (!row) {
        return undefined;
      }
      const at = toMillis(row.next_run_start_at);
      return {
        at: at < NEVER ? at : Infinity,
        isDue: at <= Number(row.clock),
      };
    } catch (error) {
      this.deps.logger.warn(
        `The scheduler did not tell when ${this.id} starts: ${messageOf(
          error,
        )}`,
      );
      return undefined;
    }
  }

  /** Lets its next run be an interval from now. The scheduler starts it for that, so there has to be nothing to do. */
  async restart(): Promise<void> {
    try {
      await this.deps.scheduler.triggerTask(this.id);
    } catch (error) {
      // It runs at this moment, and sets its next run by itself.
      this.deps.logger.debug(
        `The next run of ${this.id} was not moved: ${messageOf(error)}`,
      );
    }
  }
}

/** PostgreSQL answers with a date, SQLite with a text in UTC that does not say so. */
function toMillis(value: unknown): number {
  return value instanceof Date ? value.getTime() : Date.parse(`${value}Z`);
}
