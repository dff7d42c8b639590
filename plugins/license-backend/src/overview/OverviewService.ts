import { InputError, NotFoundError } from '@backstage/errors';
import {
  addDays,
  allChecks,
  Coverage,
  coverageBetween,
  CoverageForecast,
  CoverageQuery,
  coverageToday,
  findLicenses,
  forecast,
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

/** Days that are looked ahead, unless asked otherwise. */
const AHEAD_DAYS = 365;

/** What is installed, and who uses it. */
interface Present {
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

/** Answers what is installed, and what it adds up to now and on later days. */
export class OverviewService {
  constructor(
    private readonly deps: {
      inventory: LicenseInventory;
      activeUsers: ActiveUsers;
    },
  ) {}

  async #present(): Promise<Present> {
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
    const present = await this.#present();
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

  /** What holds now, and what follows from it. */
  async forecast(): Promise<CoverageForecast> {
    const { snapshot, active } = await this.#present();
    return forecast(snapshot.licenses, active.users, snapshot.now);
  }

  /** @throws an `InputError` if the days asked for end before they begin */
  async getCoverage(query: CoverageQuery): Promise<Coverage> {
    const { now, timeline, users, outlook } = await this.forecast();
    const from = query.from ?? coverageToday(timeline, now);
    const to = query.to ?? addDays(from, AHEAD_DAYS);
    if (to < from) {
      throw new InputError(
        'The query parameter "to" must not be before today, unless "from" is given.',
      );
    }
    const { shortfall, coverageEnds, graceEnds, warnings } = outlook;
    return {
      ...coverageBetween(timeline, from, to),
      activeUsers: users,
      shortfall,
      coverageEnds: coverageEnds?.date ?? null,
      graceEnds: graceEnds?.date ?? null,
      warnings,
    };
  }
}
