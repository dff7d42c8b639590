import { LoggerService } from '@backstage/backend-plugin-api';
import { Run } from '@thetasecure/backstage-plugin-license-common';
import { setTimeout as sleep } from 'node:timers/promises';
import { toInstant } from '../database/instants';
import { RunLock } from './RunLock';
import { FinishedRun, RunKind, RunResult, RunStore } from './RunStore';
import { ScheduledTask } from './ScheduledTask';

/** Who wants a run, and why. */
interface RunRequest {
  trigger: Run['trigger'];
  triggeredBy?: string;
  signal?: AbortSignal;
}

/** How often a caller looks whether another one is done, in milliseconds. */
const LOOK_EVERY = 200;

/** A signal that aborts when all of them have. */
function whenAll(signals: readonly (AbortSignal | undefined)[]): AbortSignal {
  const all = new AbortController();
  const look = () => {
    if (signals.every(signal => signal?.aborted)) {
      all.abort();
    }
  };
  signals.forEach(signal => signal?.addEventListener('abort', look));
  look();
  return all.signal;
}

/**
 * Lets runs of one kind happen one at a time, over all replicas, and callers share them.
 *
 * @remarks
 * A caller gets a run that began after the call. So while one runs, everybody who comes meanwhile shares the one that
 * begins next, in whichever replica that is. Order is told by who had the lock, not by clocks.
 */
export class RunCoordinator {
  readonly #waiting = new Set<RunRequest>();

  constructor(
    private readonly deps: {
      kind: RunKind;
      store: RunStore;
      lock: RunLock;
      task: ScheduledTask;
      logger: LoggerService;
      /** One whole run. It stops when the signal aborts. */
      work: (signal: AbortSignal) => Promise<RunResult>;
    },
  ) {}

  /**
   * Waits for a run that begins after this call. One by hand lets the next scheduled one be an interval later.
   *
   * @returns `undefined` if the work of the scheduled start is done already
   * @throws what the run throws, and if the signal aborts
   */
  async run(request: RunRequest): Promise<FinishedRun | undefined> {
    const { signal } = request;
    let first: string | undefined;
    this.#waiting.add(request);
    try {
      for (;;) {
        signal?.throwIfAborted();
        const { isHeld, holder = '' } = await this.deps.lock.look();
        if (!isHeld) {
          const isNew = first !== undefined && first !== holder;
          const shared =
            isNew && (await this.deps.store.find(this.deps.kind, holder));
          if (shared) {
            return shared;
          }
          const token = await this.deps.lock.acquire();
          if (token) {
            return await this.#hold(token, request);
          }
        }
        first ??= holder;
        await sleep(LOOK_EVERY, undefined, { signal }).catch(() => {});
      }
    } finally {
      this.#waiting.delete(request);
    }
  }

  /** Goes on without this caller, if it goes, for the sake of those who wait. */
  async #hold(
    token: string,
    request: RunRequest,
  ): Promise<FinishedRun | undefined> {
    const { signal } = request;
    const signals = [...this.#waiting].map(waiting => waiting.signal);
    const running = this.#perform(token, request, whenAll(signals)).finally(
      // A lease ends by itself.
      () =>
        this.deps.lock.release(token).catch(() => this.#warn('not released')),
    );
    return new Promise((resolve, reject) => {
      running.then(resolve, reject);
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
  }

  async #perform(
    token: string,
    { trigger, triggeredBy }: RunRequest,
    unwanted: AbortSignal,
  ): Promise<FinishedRun | undefined> {
    if (trigger === 'schedule' && (await this.#isDone())) {
      return undefined;
    }
    const startedAt = toInstant(Date.now());
    const result = await this.#workUnderLease(token, unwanted);
    const about = { id: token, startedAt, trigger, triggeredBy };
    const finished = await this.deps.store.add(this.deps.kind, about, result);
    if (trigger !== 'schedule') {
      await this.deps.task.restart();
    }
    const start = await this.deps.task.start();
    if (start?.isDue) {
      await this.deps.lock.noteDone(token, start.at);
    }
    return finished;
  }

  /** Whether another run did what the task starts for: its start has moved on since, or was noted. */
  async #isDone(): Promise<boolean> {
    const start = await this.deps.task.start();
    const { doneFor } = await this.deps.lock.look();
    return start !== undefined && (!start.isDue || start.at === doneFor);
  }

  async #workUnderLease(
    token: string,
    unwanted: AbortSignal,
  ): Promise<RunResult> {
    const lost = new AbortController();
    const renew = async () => {
      if (!(await this.deps.lock.renew(token))) {
        lost.abort(new Error(`The lock of the ${this.deps.kind} was lost`));
      }
    };
    const heartbeat = setInterval(
      // Without the database the run fails by itself, and its lease ends.
      () => renew().catch(() => this.#warn('not renewed')),
      RunLock.renewEvery,
    );
    const signal = AbortSignal.any([lost.signal, unwanted]);
    try {
      const result = await this.deps.work(signal);
      await renew();
      signal.throwIfAborted();
      return result;
    } finally {
      clearInterval(heartbeat);
    }
  }

  #warn(what: string): void {
    this.deps.logger.warn(`The lock of the ${this.deps.kind} was ${what}`);
  }
}
