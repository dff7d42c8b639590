import { NotFoundError } from '@backstage/errors';
import {
  counts,
  LicenseDetails,
  LicensePage,
  LicensesQuery,
  Overview,
  Summary,
} from '@thetasecure/backstage-plugin-license-common';
import { toInstant } from '../database/instants';
import {
  allChecks,
  entitlementOf,
  judge,
  JudgedLicense,
  toLicense,
} from '../inventory/InstalledLicense';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { ActiveUsers, ActiveUsersCount } from '../usage/ActiveUsers';
import { matches, orderLicenses } from './listing';

/** Licenses that the overview lists at most. */
const OVERVIEW_LICENSES = 100;

/**
 * Adds up a set of judged licenses.
 *
 * @param now - the instant they were judged at, in milliseconds since the epoch
 */
export function summarize(
  judged: readonly JudgedLicense[],
  snapshot: Pick<Snapshot, 'terms' | 'keys'>,
  active: ActiveUsersCount,
  now: number,
): Summary {
  return {
    ...entitlementOf(judged, active.users),
    activeUsers: active.users,
    usage: active.usage,
    evaluatedAt: toInstant(now),
    productInstanceId: snapshot.terms.productInstanceId,
    trustedKeys: snapshot.keys.size,
  };
}

/** Answers what is installed and what it adds up to. */
export class OverviewService {
  readonly #inventory: LicenseInventory;
  readonly #activeUsers: ActiveUsers;

  constructor(options: {
    inventory: LicenseInventory;
    activeUsers: ActiveUsers;
  }) {
    this.#inventory = options.inventory;
    this.#activeUsers = options.activeUsers;
  }

  /** @param at - judge dates at this instant instead of now, in milliseconds since the epoch */
  async getOverview(at?: number): Promise<Overview> {
    const [snapshot, active] = await Promise.all([
      this.#inventory.current(),
      this.#activeUsers.current(),
    ]);
    const now = at ?? snapshot.now;
    const judged = judge(snapshot.licenses, now);
    const counting = judged
      .filter(({ status }) => counts(status))
      .sort(
        (a, b) =>
          a.installed.verified!.period.ends - b.installed.verified!.period.ends,
      );
    return {
      ...summarize(judged, snapshot, active, now),
      licenses: counting.slice(0, OVERVIEW_LICENSES).map(toLicense),
      licensesTotal: counting.length,
    };
  }

  async listLicenses(query: LicensesQuery): Promise<LicensePage> {
    const snapshot = await this.#inventory.current();
    const now = query.at === undefined ? snapshot.now : Date.parse(query.at);
    const found = judge(snapshot.licenses, now).filter(license =>
      matches(license, query),
    );
    return {
      items: orderLicenses(found, query)
        .slice(query.offset, query.offset + query.limit)
        .map(toLicense),
      totalItems: found.length,
    };
  }

  /** @throws a `NotFoundError` */
  async getLicense(licenseId: string): Promise<LicenseDetails> {
    const { licenses, now } = await this.#inventory.current();
    const found = judge(licenses, now).find(
      ({ installed }) => installed.licenseId === licenseId,
    );
    if (!found) {
      throw new NotFoundError('No license of this id is installed');
    }
    return { ...toLicense(found), checks: allChecks(found.installed, now) };
  }
}
