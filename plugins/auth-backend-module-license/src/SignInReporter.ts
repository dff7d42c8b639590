import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MAX_REPORTED_SIGN_INS,
  SignInReport,
} from '@thetasecure/backstage-plugin-license-common';
import { LicenseBackend } from './LicenseBackend';
import { Guests } from './Guests';
import { fromWall, toWall, UserInfo, UserInfoReader } from './UserInfoReader';

/**
 * So far before the end of the last report the next one begins, in milliseconds: rows are committed later than the
 * time they bear, and the clocks of replicas differ.
 */
const OVERLAP = 10 * 60 * 1000;

/**
 * Tells the license backend who signed in, at least once, in batches.
 *
 * @remarks
 * The license backend keeps how far it was told. So nothing is lost while either side is down, and a license
 * database that was restored from a backup is told again. Telling twice changes nothing.
 */
export class SignInReporter {
  readonly #reader: UserInfoReader;
  readonly #license: LicenseBackend;
  readonly #guests: Guests;
  readonly #logger: LoggerService;

  constructor(options: {
    reader: UserInfoReader;
    license: LicenseBackend;
    guests: Guests;
    logger: LoggerService;
  }) {
    this.#reader = options.reader;
    this.#license = options.license;
    this.#guests = options.guests;
    this.#logger = options.logger;
  }

  /**
   * Tells everything that was not told yet. The last report comes even if there is nothing to tell: without it, the
   * license backend would not know that it knows everything.
   *
   * @throws if either side fails, without the name of any user
   */
  async report(signal: AbortSignal): Promise<void> {
    const now = Date.now();
    if (!(await this.#reader.isReady())) {
      this.#logger.debug(
        'The auth backend has no records of sign-ins yet, so none are reported.',
      );
      return;
    }
    const { reportedUntil } = await this.#license.getState(signal);
    const batches = this.#reader.batches(
      beginningOf(reportedUntil, now),
      MAX_REPORTED_SIGN_INS,
    );
    for await (const { rows, isLast } of batches) {
      const last = rows.at(-1);
      await this.#license.report(
        {
          items: this.#toItems(rows, now),
          reportedUntil: new Date(
            isLast || !last ? now : Math.min(fromWall(last.wall), now),
          ).toISOString(),
          complete: isLast,
        },
        signal,
      );
    }
  }

  #toItems(rows: UserInfo[], now: number): SignInReport['items'] {
    return rows.flatMap(({ ref: user, wall }) => {
      if (this.#guests.has(user)) {
        return [];
      }
      const at = fromWall(wall);
      // Ahead lies the expiry that older portals stored instead of a time, or a time of a clock that is ahead. The
      // user did sign in, and comes again with a time once that has come.
      return [
        { user, signedInAt: at <= now ? new Date(at).toISOString() : null },
      ];
    });
  }
}

/** Where to begin: at the very beginning if nothing was told, or the clock was set back since. */
function beginningOf(reportedUntil: string | null, now: number): string {
  const until = reportedUntil === null ? NaN : Date.parse(reportedUntil);
  return until <= now ? toWall(Math.max(0, until - OVERLAP)) : '';
}
