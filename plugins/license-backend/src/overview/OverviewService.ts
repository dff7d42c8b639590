import { NotFoundError } from '@backstage/errors';
import {
  License,
  LicenseDetails,
  LicensePage,
  LicensesQuery,
  Overview,
  Summary,
} from '@thetasecure/backstage-plugin-license-common';
import { toInstant } from '../database/instants';
import {
  allChecks,
  JudgedLicense,
  toLicense,
} from '../inventory/InstalledLicense';
import { Judgement } from '../inventory/InstalledLicenses';
import { LicenseInventory, Snapshot } from '../inventory/LicenseInventory';
import { ActiveUsersCount } from '../usage/ActiveUsers';
import { matches, orderLicenses } from './listing';
import { PresentReader } from './PresentReader';

/** Licenses that the overview lists at most. */
const OVERVIEW_LICENSES = 100;

/** So many orders and searches of the same licenses are remembered: somebody turns pages, others look at the first. */
const KEPT_LISTS = 16;

/**
 * Adds up what is installed.
 *
 * @param now - the instant to judge at, in milliseconds since the epoch
 */
export function summarize(
  snapshot: Pick<Snapshot, 'licenses' | 'terms' | 'keys'>,
  active: ActiveUsersCount,
  now: number,
): Summary {
  return {
    ...snapshot.licenses.at(now).entitlement(active.users),
    activeUsers: active.users,
    usage: active.usage,
    evaluatedAt: toInstant(now),
    productInstanceId: snapshot.terms.productInstanceId,
    trustedKeys: snapshot.keys.size,
  };
}

/** Those that end first, as the overview lists them. */
const firstOf = (judgement: Judgement): License[] =>
  judgement.countingBySoonestEnd.slice(0, OVERVIEW_LICENSES).map(toLicense);

/** Answers what is installed and what it adds up to. */
export class OverviewService {
  readonly #inventory: LicenseInventory;
  readonly #present: PresentReader;
  readonly #written = new WeakMap<Judgement, Buffer>();
  readonly #lists = new WeakMap<Judgement, Map<string, JudgedLicense[]>>();

  constructor(options: {
    inventory: LicenseInventory;
    present: PresentReader;
  }) {
    this.#inventory = options.inventory;
    this.#present = options.present;
  }

  async getOverview(): Promise<Overview> {
    const { summary, judgement } = await this.#sumUp();
    return { ...summary, licenses: firstOf(judgement) };
  }

  /**
   * The same as it goes over the wire: JSON in UTF-8. Everybody who opens the page asks for the same licenses, so they
   * are written down once.
   *
   * @param at - judge dates at this instant instead of now, in milliseconds since the epoch
   */
  async writeOverview(at?: number): Promise<Buffer> {
    const { summary, judgement } = await this.#sumUp(at);
    const written =
      this.#written.get(judgement) ??
      Buffer.from(`"licenses":${JSON.stringify(firstOf(judgement))}}`);
    this.#written.set(judgement, written);
    const start = JSON.stringify(summary).slice(0, -1);
    return Buffer.concat([Buffer.from(`${start},`), written]);
  }

  async #sumUp(at?: number) {
    const { snapshot, active } = await this.#present.read();
    const now = at ?? snapshot.now;
    const judgement = snapshot.licenses.at(now);
    return {
      judgement,
      summary: {
        ...summarize(snapshot, active, now),
        licensesTotal: judgement.counting.length,
      },
    };
  }

  async listLicenses(query: LicensesQuery): Promise<LicensePage> {
    const snapshot = await this.#inventory.current();
    const now = query.at === undefined ? snapshot.now : Date.parse(query.at);
    const found = this.#find(snapshot.licenses.at(now), query);
    return {
      items: found
        .slice(query.offset, query.offset + query.limit)
        .map(toLicense),
      totalItems: found.length,
    };
  }

  /** All that a query asks for, in its order. */
  #find(
    judgement: Judgement,
    query: Omit<LicensesQuery, 'limit' | 'offset' | 'at'>,
  ): readonly JudgedLicense[] {
    const { status, search, orderBy, order } = query;
    const name = JSON.stringify([status, search, orderBy, order]);
    const lists =
      this.#lists.get(judgement) ?? new Map<string, JudgedLicense[]>();
    this.#lists.set(judgement, lists);
    const list =
      lists.get(name) ??
      orderLicenses(
        judgement.licenses.filter(license => matches(license, query)),
        query,
      );
    // What was asked for last comes last, and the first one goes.
    lists.delete(name);
    lists.set(name, list);
    if (lists.size > KEPT_LISTS) {
      lists.delete(lists.keys().next().value!);
    }
    return list;
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
