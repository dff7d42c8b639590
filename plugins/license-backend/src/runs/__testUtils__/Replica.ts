import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createBackendPlugin,
  createServiceFactory,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  TestDatabases,
} from '@backstage/backend-test-utils';
import knexFactory, { Knex } from 'knex';
import { connectDatabase } from '../../database/connectDatabase';
import { Database } from '../../database/Database';
import { Sealer } from '../../ledger/Sealer';
import { RunCoordinator } from '../RunCoordinator';
import { RunLock } from '../RunLock';
import { RunService } from '../RunService';
import { RunResult, RunStore } from '../RunStore';
import { ScheduledTask } from '../ScheduledTask';

/** Runs a group of tests on each database; `newDatabase` makes an empty one with a single connection. */
export function describeOnSingleConnections(
  name: string,
  tests: (newDatabase: () => Promise<Knex>) => void,
): void {
  const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_18'] });
  describe.each(databases.eachSupportedId())(`${name}, on %p`, id => {
    const opened: Knex[] = [];
    afterEach(async () => {
      await Promise.all(opened.splice(0).map(knex => knex.destroy()));
    });
    tests(async () => {
      let knex = await databases.init(id);
      if (id !== 'SQLITE_3') {
        const { connection } = knex.client.config;
        knex = knexFactory({
          client: 'pg',
          connection,
          pool: { min: 0, max: 1 },
        });
        opened.push(knex);
      }
      await connectDatabase({ getClient: async () => knex });
      return knex;
    });
  });
}

/** Work that a test lets begin and end. */
export class Gate {
  /** The signals of the runs that began. */
  readonly begun: AbortSignal[] = [];
  result: RunResult = { checked: 1, failed: 0, sequence: 1 };
  #open: (() => void)[] = [];
  #isOpen = false;

  readonly work = async (signal: AbortSignal): Promise<RunResult> => {
    this.begun.push(signal);
    if (!this.#isOpen) {
      await new Promise<void>((resolve, reject) => {
        this.#open.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    }
    return this.result;
  };

  /** Lets those that come wait. */
  close(): void {
    this.#isOpen = false;
  }

  /** Lets those that began end, and all that come. */
  open(): void {
    this.#isOpen = true;
    this.#open.forEach(end => end());
  }
}

export const SECRET = 'a secret of the tests';

/** What is on record, oldest first. */
export const recorded = async (knex: Knex) =>
  (await knex('license_runs').orderBy('started_at')).map(({ content }) =>
    JSON.parse(content),
  );

/** The validations of one replica, without a scheduler. */
export function replicaOn(
  knex: Knex,
  work: (signal: AbortSignal) => Promise<RunResult>,
) {
  const database = new Database(knex);
  const logger = mockServices.logger.mock();
  const scheduler = mockServices.scheduler.mock({
    getScheduledTasks: async () => [],
  });
  const store = new RunStore(database, new Sealer([SECRET]));
  const lock = new RunLock(database, 'validation');
  const task = new ScheduledTask('license-validation', {
    scheduler,
    database,
    logger,
  });
  return {
    store,
    lock,
    logger,
    coordinator: new RunCoordinator({
      kind: 'validation',
      store,
      lock,
      task,
      logger,
      work,
    }),
    service: (patience?: number) =>
      new RunService({
        kind: 'validation',
        database,
        store,
        scheduler,
        auditor: mockServices.auditor.mock(),
        logger,
        work,
        patience,
      }),
  };
}

/** The validations of one replica, with the real scheduler. */
export async function startReplica(
  knex: Knex,
  options: {
    work: (signal: AbortSignal) => Promise<RunResult>;
    frequency: Parameters<RunService['schedule']>[0]['frequency'];
  },
) {
  let scheduled!: (signal: AbortSignal) => void | Promise<void>;
  let runs!: RunService;
  const audit: unknown[] = [];
  const plugin = createBackendPlugin({
    pluginId: 'license',
    register(env) {
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          logger: coreServices.logger,
          scheduler: coreServices.scheduler,
        },
        async init({ auditor, logger, scheduler }) {
          const database = new Database(knex);
          const observed: SchedulerService = {
            createScheduledTaskRunner: schedule =>
              scheduler.createScheduledTaskRunner(schedule),
            triggerTask: id => scheduler.triggerTask(id),
            cancelTask: id => scheduler.cancelTask(id),
            getScheduledTasks: () => scheduler.getScheduledTasks(),
            scheduleTask: async task => {
              scheduled = task.fn as typeof scheduled;
              await scheduler.scheduleTask(task);
            },
          };
          runs = new RunService({
            kind: 'validation',
            database,
            store: new RunStore(database, new Sealer([SECRET])),
            scheduler: observed,
            auditor,
            logger,
            work: options.work,
          });
          await runs.schedule({
            frequency: options.frequency,
            timeout: { minutes: 5 },
          });
        },
      });
    },
  });
  const backend = await startTestBackend({
    features: [
      plugin,
      schedulerServiceFactory,
      createServiceFactory({
        service: coreServices.database,
        deps: {},
        factory: () => ({ getClient: async () => knex }),
      }),
      mockServices.auditor.mock({
        createEvent: async ({ eventId }) => ({
          success: async done => {
            audit.push({ eventId, ...done });
          },
          fail: async ({ error }) => {
            audit.push({ eventId, error });
          },
        }),
      }).factory,
    ],
  });
  return {
    runs,
    audit,
    /** The work of the scheduled task, as when the scheduler starts it. */
    startTask: async () => scheduled(new AbortController().signal),
    stop: () => backend.stop(),
  };
}
