import {
  ActiveUser,
  ActiveUsersSource,
} from '@thetasecure/backstage-plugin-license-node';
import { Duration } from 'luxon';
import { toInstant } from '../database/instants';
import { SignInStore } from './SignInStore';
import { windowInWords, windowStart } from './signInWindow';

/** Users that are read at once. */
const PAGE = 500;

/** Reports come every minute; after so long without one, in milliseconds, nobody knows who signed in since. */
const MAX_SILENCE = 15 * 60 * 1000;

/** Counts the users who signed in during a window that ends now, as the auth backend reported. */
export class SignInsSource implements ActiveUsersSource {
  readonly id = 'sign-ins';
  readonly rule: string;
  readonly #reason: string;

  constructor(
    private readonly deps: { store: SignInStore; window: Duration<true> },
  ) {
    const window = windowInWords(deps.window);
    this.rule = `Users who signed in during the last ${window}`;
    this.#reason = `Signed in during the last ${window}`;
  }

  async *users(options: {
    signal: AbortSignal;
  }): AsyncGenerator<readonly ActiveUser[]> {
    // By the clock, as the sign-ins are.
    const now = Date.now();
    await this.#expectReports(now);
    const after = windowStart(now, this.deps.window);
    let lastUser: string | undefined;
    do {
      const page = await this.deps.store.page(after, now, lastUser, PAGE);
      yield page.map(({ user, lastAt }) => ({
        user,
        since: new Date(lastAt),
        lastSeenAt: new Date(lastAt),
        reason: this.#reason,
      }));
      lastUser = page.length < PAGE ? undefined : page[PAGE - 1].user;
    } while (lastUser !== undefined && !options.signal.aborted);
  }

  /** @throws if sign-ins are missing: fewer users than there are would look like free seats */
  async #expectReports(now: number): Promise<void> {
    const { reportedAt } = await this.deps.store.getState();
    if (reportedAt === undefined) {
      throw new Error(
        'No sign-in was reported yet. Add @thetasecure/backstage-plugin-auth-backend-module-license to the backend that runs the auth plugin',
      );
    }
    // A clock that was set back must not make a report fresh for hours.
    if (Math.abs(now - reportedAt) > MAX_SILENCE) {
      throw new Error(
        `The auth backend last reported sign-ins at ${toInstant(
          reportedAt,
        )}. Its log, and its task license-sign-ins, say why`,
      );
    }
  }
}
