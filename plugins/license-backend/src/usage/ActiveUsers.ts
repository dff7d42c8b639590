import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Summary } from '@thetasecure/backstage-plugin-license-common';
import { ActiveUsersSource } from '@thetasecure/backstage-plugin-license-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { fromInstant } from '../database/instants';
import {
  Counting,
  UserCount,
  UserCountStore,
} from '../database/UserCountStore';
import { messageOf } from '../errors';
import { readPages } from './readPages';

/** A count is shown for so long before users are counted again, in milliseconds. */
const MAX_AGE = 15_000;

/** No more than one part in so many of the time is spent on counting. */
const SHARE = 20;

/** After a failure the source is left alone for so long, in milliseconds. */
const RETRY_AFTER = 10_000;

/** Callers wait for a new count so long, in milliseconds; with an older one at hand, for less. */
const PATIENCE = { first: 5_000, later: 1_000 };

/** So often somebody looks whether another replica is done, in milliseconds. */
const LOOK_EVERY = 50;

/** The number of active users, and what there is to know about it. */
export interface ActiveUsersCount {
  users: number | null;
  usage: Summary['usage'];
}

/**
 * Counts active users by the one configured source.
 *
 * @remarks
 * The last count is kept in the database: replicas show the same number, a restart does not lose it, and a
 * source that fails leaves it, marked stale.
 */
export class ActiveUsers {
  readonly #source: ActiveUsersSource;
  readonly #store: UserCountStore;
  readonly #logger: LoggerService;
  readonly #onCount: (users: number) => Promise<void>;
  /** The count of this process that is under way, and when it began, by `performance.now()`. */
  #underWay: { done: Promise<void>; since: number } | undefined;

  /**
   * @param options - `onCount`: told of each new count
   * @throws an `InputError` if no source has the configured id
   */
  static create(options: {
    sourceId: string;
    sources: readonly ActiveUsersSource[];
    store: UserCountStore;
    logger: LoggerService;
    onCount: (users: number) => Promise<void>;
  }): ActiveUsers {
    const { sourceId, sources, store, logger, onCount } = options;
    const source = sources.find(({ id }) => id === sourceId);
    if (!source) {
      throw new InputError(
        `Invalid configuration at license.activeUsers.source: no source has the id "${sourceId}"; there are: ${sources
          .map(({ id }) => id)
          .join(', ')}. Install the module that adds it, or choose another one`,
      );
    }
    return new ActiveUsers(source, store, logger, onCount);
  }

  private constructor(
    source: ActiveUsersSource,
    store: UserCountStore,
    logger: LoggerService,
    onCount: (users: number) => Promise<void>,
  ) {
    this.#source = source;
    this.#store = store;
    this.#logger = logger;
    this.#onCount = onCount;
  }

  /** The source that counts. */
  get source(): Pick<ActiveUsersSource, 'id' | 'rule'> {
    return this.#source;
  }

  /**
   * The present count: fresh, or the last one with the reason why it is stale.
   *
   * @param known - the last count, if it was read just now
   */
  async current(known?: {
    count: UserCount | undefined;
  }): Promise<ActiveUsersCount> {
    let { count } = known ?? {
      count: await this.#store.get(this.#source.id),
    };
    const counting = this.#goOn(count);
    if (counting) {
      // Whoever does not wait that long learns of a failure by the next look at the database.
      counting.done.catch(() => {});
      const patience = count?.last ? PATIENCE.later : PATIENCE.first;
      const left = counting.since + patience - performance.now();
      const enough = new AbortController();
      await Promise.race([
        counting.done,
        sleep(Math.max(0, left), undefined, { signal: enough.signal }).catch(
          () => {},
        ),
      ]).finally(() => enough.abort());
      count = await this.#store.get(this.#source.id);
    }
    return {
      users: count?.last?.users ?? null,
      usage: {
        source: this.#source.id,
        rule: this.#source.rule,
        countedAt: count?.last?.countedAt ?? null,
        stale: count?.error !== undefined,
        ...(count?.error !== undefined && { reason: count.error }),
      },
    };
  }

  /** Counts if it is time to, and waits until that is done. */
  async count(signal: AbortSignal): Promise<void> {
    const count = await this.#store.get(this.#source.id);
    if (isDue(count)) {
      await this.#countOnce(count, signal).done;
    }
  }

  /** What there is to wait for before the count can be shown, and since when. */
  #goOn(count: UserCount | undefined) {
    if (this.#underWay || isDue(count)) {
      return this.#countOnce(count);
    }
    const isFirst = !count?.last && count?.error === undefined;
    return isFirst
      ? { done: this.#waitForFirst(), since: performance.now() }
      : undefined;
  }

  /** Everybody in this process who wants a count shares one. */
  #countOnce(seen: UserCount | undefined, signal?: AbortSignal) {
    this.#underWay ??= {
      since: performance.now(),
      done: this.#countAnew(seen, signal).finally(() => {
        this.#underWay = undefined;
      }),
    };
    return this.#underWay;
  }

  async #countAnew(
    seen: UserCount | undefined,
    signal?: AbortSignal,
  ): Promise<void> {
    const counting = await this.#store.begin(this.#source.id, seen);
    if (!counting) {
      // Another replica counts.
      await this.#waitForFirst();
      return;
    }
    let users: number | undefined;
    try {
      users = await this.#readUsers(counting, signal);
    } catch (error) {
      const reason = messageOf(error).slice(0, 300);
      this.#logger.warn(
        `Active users could not be counted by the source "${
          this.#source.id
        }": ${reason}`,
      );
      await this.#store.recordFailure(counting, reason);
      return;
    }
    if (users !== undefined) {
      await this.#onCount(users);
    }
  }

  /** While another replica counts for the first time, there is no number to show yet. */
  async #waitForFirst(): Promise<void> {
    const until = performance.now() + PATIENCE.first;
    while (performance.now() < until) {
      const count = await this.#store.get(this.#source.id);
      if (count?.last || count?.error !== undefined) {
        return;
      }
      await sleep(LOOK_EVERY);
    }
  }

  async #readUsers(
    counting: Counting,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    for await (const page of readPages(this.#source, signal)) {
      if (!(await this.#store.add(counting, page))) {
        return undefined;
      }
    }
    return this.#store.publish(counting);
  }
}

function isDue(count: UserCount | undefined): boolean {
  if (!count) {
    return true;
  }
  // A clock that was set back must not make a count fresh for hours.
  const age = Math.abs(Date.now() - fromInstant(count.attemptedAt));
  return (
    age >
    (count.error === undefined
      ? Math.max(MAX_AGE, count.took * SHARE)
      : RETRY_AFTER)
  );
}
