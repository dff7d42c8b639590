import { LoggerService } from '@backstage/backend-plugin-api';
import { Run } from '@thetasecure/backstage-plugin-license-common';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  FinishedRun,
  RunKind,
  RunResult,
  RunStore,
} from '../database/RunStore';

/** Who wants a run, and why. */
export interface RunRequest {
  trigger: Run['trigger'];
  triggeredBy?: string;
  signal?: AbortSignal;
}

/** How often a caller looks whether another replica is done, in milliseconds. */
const LOOK_EVERY = 200;

/**
 * Lets runs of one kind happen one at a time, over all replicas, and callers share them.
 *
 * @remarks
 * A caller gets a run that began reading after the call came. So while one runs, at most one more waits, and
 * everybody who comes meanwhile shares the one that waits. Order is told by the ids of runs in the database,
 * not by clocks.
 */
export class RunCoordinator {
  readonly #kind: RunKind;
  readonly #store: RunStore;
  readonly #logger: LoggerService;
  readonly #work: (signal: AbortSignal) => Promise<RunResult>;
  #waiting: Promise<FinishedRun> | undefined;

  constructor(options: {
    kind: RunKind;
    store: RunStore;
    logger: LoggerService;
    /** One whole run. It stops when the signal aborts. */
    work: (signal: AbortSignal) => Promise<RunResult>;
  }) {
    this.#kind = options.kind;
    this.#store = options.store;
    this.#logger = options.logger;
    this.#work = options.work;
  }

  /**
   * Waits for a run that begins after this call.
   *
   * @throws what the run throws, and if the signal aborts
   */
  async run(request: RunRequest): Promise<FinishedRun> {
    const latest = await this.#store.latestId(this.#kind);
    for (;;) {
      const finished = await (this.#waiting ?? this.#join(request, latest));
      // What was shared can be another replica's run that began before this call.
      if (finished.id > latest) {
        return finished;
      }
    }
  }

  #join(request: RunRequest, latest: number): Promise<FinishedRun> {
    let hasBegun = false;
    // Once it began, or failed to, whoever comes waits for another one.
    const begin = () => {
      if (!hasBegun) {
        hasBegun = true;
        this.#waiting = undefined;
      }
    };
    this.#waiting = this.#runOrShare(request, latest, begin).finally(begin);
    return this.#waiting;
  }

  async #runOrShare(
    request: RunRequest,
    latest: number,
    onBegin: () => void,
  ): Promise<FinishedRun> {
    for (;;) {
      const holder = await this.#store.acquire(this.#kind);
      try {
        const shared = await this.#store.lastFinished(this.#kind, {
          afterId: latest,
        });
        if (shared) {
          return shared;
        }
        if (holder) {
          onBegin();
          return await this.#perform(request, holder);
        }
      } finally {
        if (holder) {
          await this.#store.release(this.#kind, holder);
        }
      }
      await sleep(LOOK_EVERY, undefined, { signal: request.signal });
    }
  }

  async #perform(request: RunRequest, holder: string): Promise<FinishedRun> {
    const lost = new AbortController();
    const heartbeat = setInterval(async () => {
      try {
        if (!(await this.#store.renew(this.#kind, holder))) {
          lost.abort(new Error(`The lock of the ${this.#kind} was lost`));
        }
      } catch (error) {
        // Without the database the run fails by itself; without this replica's lease another one goes on.
        this.#logger.warn(`The lock of the ${this.#kind} was not renewed`);
      }
    }, RunStore.renewEvery);
    try {
      const id = await this.#store.start(
        this.#kind,
        request.trigger,
        request.triggeredBy,
      );
      const signal = request.signal
        ? AbortSignal.any([lost.signal, request.signal])
        : lost.signal;
      const result = await this.#work(signal);
      signal.throwIfAborted();
      return await this.#store.finish(id, result);
    } finally {
      clearInterval(heartbeat);
    }
  }
}
