import { NotFoundError } from '@backstage/errors';
import {
  allChecks,
  findLicenses,
  LicenseDetails,
  LicensePage,
  LicensesQuery,
  Overview,
  Summary,
  toLicense,
} from '@thetasecure/backstage-plugin-license-common';
import { toInstant } from '../database/instants';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { ActiveUsers, ActiveUsersCount } from '../usage/ActiveUsers';

/** Licenses that the overview lists at most. */
const OVERVIEW_LICENSES = 100;

/** What is installed, and who uses it. */
export interface Present {
  snapshot: Snapshot;
  active: ActiveUsersCount;
}

/** @param now - the instant to judge at, in milliseconds since the epoch */
const toSummary = (
  { snapshot: { licenses, context, sources }, active }: Present,
  now: number,
): Summary => ({
  ...licenses.at(now).entitlement(active.users),
  activeUsers: active.users,
  usage: active.usage,
  evaluatedAt: toInstant(now),
  productInstanceId: context.productInstanceId,
  trustedKeys: sources.keys.size,
});

/** Answers what is installed and what it adds up to. */
export class OverviewService {
  constructor(
    private readonly deps: {
      inventory: LicenseInventory;
      activeUsers: ActiveUsers;
    },
  ) {}

  /** What holds now. */
  async readPresent(): Promise<Present> {
    const [snapshot, active] = await Promise.all([
      this.deps.inventory.current(),
      this.deps.activeUsers.current(),
    ]);
    return { snapshot, active };
  }

  /** Adds up what is installed, or would be. */
  async summarize(snapshot: Snapshot): Promise<Summary> {
    const active = await this.deps.activeUsers.current();
    return toSummary({ snapshot, active }, snapshot.now);
  }

  /** @param at - judge dates at this instant instead of now, in milliseconds since the epoch */
  async getOverview(at?: number): Promise<Overview> {
    const present = await this.readPresent();
    const now = at ?? present.snapshot.now;
    const { counting } = present.snapshot.licenses.at(now);
    return {
      ...toSummary(present, now),
      licenses: counting.slice(0, OVERVIEW_LICENSES).map(toLicense),
      licensesTotal: counting.length,
    };
  }

  async listLicenses(query: LicensesQuery): Promise<LicensePage> {
    const snapshot = await this.deps.inventory.current();
    const now = query.at === undefined ? snapshot.now : Date.parse(query.at);
    const found = findLicenses(snapshot.licenses.at(now).licenses, query);
    return {
      items: found
        .slice(query.offset, query.offset + query.limit)
        .map(toLicense),
      totalItems: found.length,
    };
  }

  /** @throws a `NotFoundError` */
  async getLicense(licenseId: string): Promise<LicenseDetails> {
    const { licenses, now } = await this.deps.inventory.current();
    const found = licenses.at(now).find(licenseId);
    if (!found) {
      throw new NotFoundError('No license of this id is installed');
    }
    return { ...toLicense(found), checks: allChecks(found.installed, now) };
  }
}
