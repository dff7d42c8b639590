import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Summary } from '@thetasecure/backstage-plugin-license-common';
import { ActiveUsersSource } from '@thetasecure/backstage-plugin-license-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../errors';
import { isDoneWithin } from '../isDoneWithin';
import { readPages } from './readPages';
import { Counting, UserCount, UserCountStore } from './UserCountStore';

/** After an attempt others wait for so long, in milliseconds. */
const PAUSE = {
  /** While it goes on: longer than a source may take for a page. */
  underWay: 15_000,
  /** Once it is settled, at least. */
  settled: 15_000,
  /** After the first number, if it is not 0. */
  first: 250,
  /** After another number than the one before, or 0: a portal that starts may name nobody for a while. */
  unsettled: 2_000,
  failed: 10_000,
  /** More than that is none of ours. */
  longest: 15 * 60_000,
};

/** No more than one part in so many of the time is spent on counting. */
const SHARE = 20;

/** Callers wait for a new count so long, in milliseconds; with an older one at hand, for less. */
const PATIENCE = { first: 5_000, later: 1_000, task: 60_000 };

/** So often a process looks whether there is a number to show, in milliseconds. */
const LOOK_EVERY = 100;

const COUNTING =
  'Counting: the number is final once the source has named as many users twice in a row';

/** The number of active users, and what there is to know about it. */
export interface ActiveUsersCount {
  users: number | null;
  usage: Summary['usage'];
}

const isDue = (count: UserCount | undefined): boolean =>
  !(count && count.dueIn > 0 && count.dueIn <= PAUSE.longest);

const isSettled = (count: UserCount | undefined): boolean =>
  Boolean(count?.last && count.settled);

/** What a process does until there is a number to show, for all who wait. */
interface Work {
  done: Promise<void>;
  /** By `performance.now()`. */
  since: number;
  latest: UserCount | undefined;
}

/**
 * Counts active users by the one configured source.
 *
 * @remarks
 * The last count is kept in the database: replicas show the same number, a restart does not lose it, and a
 * source that fails leaves it, marked stale.
 */
export class ActiveUsers {
  /** The source that counts. */
  readonly source: ActiveUsersSource;
  #work: Work | undefined;

  /** @throws an `InputError` if no source has the configured id */
  constructor(
    private readonly deps: {
      sourceId: string;
      sources: readonly ActiveUsersSource[];
      store: UserCountStore;
      logger: LoggerService;
      /** Told of each new count that is settled. */
      onCount: (users: number) => Promise<void>;
    },
  ) {
    const { sourceId, sources } = deps;
    const source = sources.find(({ id }) => id === sourceId);
    if (!source) {
      throw new InputError(
        `Invalid configuration at license.activeUsers.source: no source has the id "${sourceId}"; there are: ${sources
          .map(({ id }) => id)
          .join(', ')}. Install the module that adds it, or choose another one`,
      );
    }
    this.source = source;
  }

  /** The present count: fresh, or the last one with the reason why it is stale. */
  async current(): Promise<ActiveUsersCount> {
    const seen = this.#work
      ? this.#work.latest
      : await this.deps.store.get(this.source.id);
    if (!this.#work && isFinal(seen)) {
      return this.describe(seen);
    }
    const work = this.#goOn(seen);
    const patience = isSettled(seen) ? PATIENCE.later : PATIENCE.first;
    const left = work.since + patience - performance.now();
    await isDoneWithin(Math.max(0, left), work.done);
    return this.describe(work.latest);
  }

  /** What a count that was read says. */
  describe(count: UserCount | undefined): ActiveUsersCount {
    const reason = count?.error ?? (isSettled(count) ? undefined : COUNTING);
    return {
      users: count?.last?.users ?? null,
      usage: {
        source: this.source.id,
        rule: this.source.rule,
        countedAt: count?.last?.countedAt ?? null,
        stale: reason !== undefined,
        ...(reason !== undefined && { reason }),
      },
    };
  }

  /**
   * Counts if it is time to, and waits until that is done, or for a minute.
   *
   * @param signal - ends the waiting: others may wait for the same count
   */
  async count(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const seen = await this.deps.store.get(this.source.id);
    await isDoneWithin(PATIENCE.task, this.#goOn(seen).done, signal);
  }

  /** Everybody in this process who waits shares one. */
  #goOn(seen: UserCount | undefined): Work {
    if (!this.#work) {
      const work = { since: performance.now(), latest: seen } as Work;
      this.#work = work;
      work.done = this.#workOn(work).finally(() => {
        this.#work = undefined;
      });
    }
    return this.#work;
  }

  /** Counts, or waits while another replica does, until there is a number to show or a reason why there is none. */
  async #workOn(work: Work): Promise<void> {
    while (!isFinal(work.latest)) {
      if (isDue(work.latest)) {
        await this.#countAnew(work.latest);
      } else {
        const { dueIn } = work.latest!;
        await sleep(Math.min(dueIn, LOOK_EVERY), undefined, { ref: false });
      }
      work.latest = await this.deps.store.get(this.source.id);
    }
  }

  async #countAnew(seen: UserCount | undefined): Promise<void> {
    const { id } = this.source;
    const startedAt = performance.now();
    const counting = await this.deps.store.begin(id, seen, PAUSE.underWay);
    // Otherwise another replica counts.
    if (!counting || !(await this.#readUsers(counting))) {
      return;
    }
    // In whole ones: databases take no part of a millisecond.
    const took = Math.round(performance.now() - startedAt);
    const published = await this.deps.store.publish(counting, users => {
      const settled = seen?.settled || seen?.last?.users === users;
      let pause = PAUSE.unsettled;
      if (settled) {
        pause = Math.max(PAUSE.settled, Math.min(took * SHARE, PAUSE.longest));
      } else if (!seen?.last && users > 0) {
        pause = PAUSE.first;
      }
      return { settled, pause };
    });
    if (published?.settled) {
      await this.deps.onCount(published.users);
    }
  }

  /** Whether all were read, and nobody else began to count since. */
  async #readUsers(counting: Counting): Promise<boolean> {
    try {
      for await (const users of readPages(this.source)) {
        if (!(await this.deps.store.add(counting, users, PAUSE.underWay))) {
          return false;
        }
      }
      return true;
    } catch (error) {
      // Databases do not store all that a source may say.
      const reason = messageOf(error)
        .slice(0, 300)
        .replace(/\p{Cc}|\p{Surrogate}/gu, ' ');
      this.deps.logger.warn(
        `Active users could not be counted by the source "${this.source.id}": ${reason}`,
      );
      await this.deps.store.recordFailure(counting, reason, PAUSE.failed);
      return false;
    }
  }
}

/** Whether nothing is left to do before it is shown. */
function isFinal(count: UserCount | undefined): boolean {
  return !isDue(count) && (count?.error !== undefined || isSettled(count));
}
