import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { Summary } from '@thetasecure/backstage-plugin-license-common';
import { ActiveUsersSource } from '@thetasecure/backstage-plugin-license-node';
import { fromInstant } from '../database/instants';
import { UserCount, UserCountStore } from '../database/UserCountStore';
import { messageOf } from '../errors';

/** A count is shown for so long before users are counted again, in milliseconds. */
const MAX_AGE = 15_000;

/** After a failure the source is left alone for so long, in milliseconds. */
const RETRY_AFTER = 10_000;

/** So long a source may take, in milliseconds. */
const TIMEOUT = 5_000;

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
  #counting: Promise<void> | undefined;

  /** @throws an `InputError` if no source has the configured id */
  static create(options: {
    sourceId: string;
    sources: readonly ActiveUsersSource[];
    store: UserCountStore;
    logger: LoggerService;
  }): ActiveUsers {
    const { sourceId, sources, store, logger } = options;
    const source = sources.find(({ id }) => id === sourceId);
    if (!source) {
      throw new InputError(
        `Invalid configuration at license.activeUsers.source: no source has the id "${sourceId}"; there are: ${sources
          .map(({ id }) => id)
          .join(', ')}. Install the module that adds it, or choose another one`,
      );
    }
    return new ActiveUsers(source, store, logger);
  }

  private constructor(
    source: ActiveUsersSource,
    store: UserCountStore,
    logger: LoggerService,
  ) {
    this.#source = source;
    this.#store = store;
    this.#logger = logger;
  }

  /** The present count: fresh, or the last one with the reason why it is stale. */
  async current(): Promise<ActiveUsersCount> {
    let count = await this.#store.get(this.#source.id);
    if (isDue(count)) {
      this.#counting ??= this.#count().finally(() => {
        this.#counting = undefined;
      });
      await this.#counting;
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

  async #count(): Promise<void> {
    const signal = AbortSignal.timeout(TIMEOUT);
    let users: number;
    try {
      users = await Promise.race([
        this.#source.count({ signal }),
        new Promise<never>((_, reject) => {
          signal.addEventListener('abort', () =>
            reject(new Error(`It took over ${TIMEOUT / 1000} seconds`)),
          );
        }),
      ]);
      if (!Number.isSafeInteger(users) || users < 0) {
        throw new Error('It did not answer with a number of users');
      }
    } catch (error) {
      const reason = messageOf(error).slice(0, 300);
      this.#logger.warn(
        `Active users could not be counted by the source "${
          this.#source.id
        }": ${reason}`,
      );
      await this.#store.recordFailure(this.#source.id, reason);
      return;
    }
    await this.#store.recordCount(this.#source.id, users);
  }
}

function isDue(count: UserCount | undefined): boolean {
  if (!count) {
    return true;
  }
  // A clock that was set back must not make a count fresh for hours.
  const age = Math.abs(Date.now() - fromInstant(count.attemptedAt));
  return age > (count.error === undefined ? MAX_AGE : RETRY_AFTER);
}
