import { NotFoundError } from '@backstage/errors';
import {
  LicenseDetails,
  LicensePage,
  LicensesQuery,
  Overview,
  Summary,
} from '@thetasecure/backstage-plugin-license-common';
import { toInstant } from '../database/instants';
import { EvaluatedLicenses } from '../inventory/EvaluatedLicenses';
import {
  allChecks,
  EvaluatedLicense,
  toLicense,
} from '../inventory/InstalledLicense';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { ActiveUsers, ActiveUsersCount } from '../usage/ActiveUsers';
import { matches, orderLicenses } from './listing';

/** Licenses that the overview lists at most. */
const OVERVIEW_LICENSES = 100;

/** What is installed, and who uses it. */
export interface Present {
  snapshot: Snapshot;
  active: ActiveUsersCount;
}

/** All that a query asks for, in its order. */
const find = (
  { licenses }: EvaluatedLicenses,
  query: Omit<LicensesQuery, 'limit' | 'offset' | 'at'>,
): EvaluatedLicense[] =>
  orderLicenses(
    licenses.filter(license => matches(license, query)),
    query,
  );

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
  readonly #inventory: LicenseInventory;
  readonly #activeUsers: ActiveUsers;

  constructor(options: {
    inventory: LicenseInventory;
    activeUsers: ActiveUsers;
  }) {
    this.#inventory = options.inventory;
    this.#activeUsers = options.activeUsers;
  }

  /** What holds now. */
  async readPresent(): Promise<Present> {
    const [snapshot, active] = await Promise.all([
      this.#inventory.current(),
      this.#activeUsers.current(),
    ]);
    return { snapshot, active };
  }

  /** Adds up what is installed, or would be. */
  async summarize(snapshot: Snapshot): Promise<Summary> {
    const active = await this.#activeUsers.current();
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
    const snapshot = await this.#inventory.current();
    const now = query.at === undefined ? snapshot.now : Date.parse(query.at);
    const found = find(snapshot.licenses.at(now), query);
    return {
      items: found
        .slice(query.offset, query.offset + query.limit)
        .map(toLicense),
      totalItems: found.length,
    };
  }

  /** @throws a `NotFoundError` */
  async getLicense(licenseId: string): Promise<LicenseDetails> {
    const { licenses, now } = await this.#inventory.current();
    const found = licenses.at(now).find(licenseId);
    if (!found) {
      throw new NotFoundError('No license of this id is installed');
    }
    return { ...toLicense(found), checks: allChecks(found.installed, now) };
  }
}
