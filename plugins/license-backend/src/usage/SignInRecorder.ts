import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  SignInReport,
  SignInState,
} from '@thetasecure/backstage-plugin-license-common';
import { Duration } from 'luxon';
import { fromInstant, toInstant } from '../database/instants';
import { SignInStore } from './SignInStore';
import { windowStart } from './signInWindow';

const MAX_REF_LENGTH = 255;

/** Databases do not store all of these, and no name holds them. */
const UNSTORABLE = /\p{Cc}|\p{Surrogate}/u;

/**
 * The user whom a ref names, in lower case.
 *
 * @returns `undefined` for services, and for what is no ref. Refusing it would hold up all others behind it for ever
 */
function userOf(ref: string): string | undefined {
  try {
    const user = stringifyEntityRef(parseEntityRef(ref));
    return user.startsWith('user:') &&
      user.length <= MAX_REF_LENGTH &&
      !UNSTORABLE.test(user)
      ? user
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes what the auth backend tells of sign-ins.
 *
 * @remarks
 * Sign-ins bear the time of the clock, so they are judged by the clock: the deployment's time stays ahead after a
 * clock was, and those who sign in then would not count for as long.
 */
export class SignInRecorder {
  constructor(
    private readonly deps: {
      store: SignInStore;
      window: Duration<true>;
      retention: Duration<true>;
    },
  ) {}

  async getState(): Promise<SignInState> {
    const { reportedUntil } = await this.deps.store.getState();
    return {
      reportedUntil:
        reportedUntil === undefined ? null : toInstant(reportedUntil),
    };
  }

  /** Stores a report; storing it again changes nothing. */
  async record(report: SignInReport): Promise<SignInState> {
    const now = Date.now();
    const dated = new Map<string, number>();
    const undated = new Set<string>();
    for (const { user: ref, signedInAt } of report.items) {
      const user = userOf(ref);
      if (user === undefined) {
        continue;
      }
      const at = signedInAt === null ? Infinity : fromInstant(signedInAt);
      if (at > now) {
        // An expiry, as older portals stored it, or a clock that is ahead.
        undated.add(user);
      } else {
        dated.set(user, Math.max(at, dated.get(user) ?? 0));
      }
    }
    const forgetBefore = Math.min(
      windowStart(now, this.deps.window),
      windowStart(now, this.deps.retention),
    );
    await this.deps.store.record(
      {
        dated,
        undated,
        // Not the larger of old and new: who reports goes back when the clock did.
        reportedUntil: Math.max(
          0,
          Math.min(fromInstant(report.reportedUntil), now),
        ),
        complete: report.complete,
      },
      now,
      forgetBefore,
    );
    return this.getState();
  }
}
