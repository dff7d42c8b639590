import { InputError } from '@backstage/errors';
import {
  addDays,
  Coverage,
  coverageBetween,
  CoverageQuery,
  CoverageTimeline,
  coverageToday,
  Entitlement,
  lookAhead,
  Outlook,
} from '@thetasecure/backstage-plugin-license-common';
import { OverviewService } from '../overview/OverviewService';

/** Days that are looked ahead, unless asked otherwise. */
const AHEAD_DAYS = 365;

/** What holds now, and what follows from it. */
export interface CoverageForecast {
  /** The deployment's time, in milliseconds since the epoch. */
  now: number;
  timeline: CoverageTimeline;
  entitlement: Entitlement;
  /** Distinct active users, also of a stale count; `null` if nobody knows. */
  users: number | null;
  outlook: Outlook;
}

/** Tells how many seats there will be, by the licenses that are installed now. */
export class CoverageService {
  constructor(private readonly deps: { overview: OverviewService }) {}

  async forecast(): Promise<CoverageForecast> {
    const {
      snapshot: { licenses, now },
      active: { users },
    } = await this.deps.overview.readPresent();
    const { timeline } = licenses;
    const entitlement = licenses.at(now).entitlement(users);
    const { utilizationPercent } = entitlement;
    return {
      now,
      timeline,
      entitlement,
      users,
      outlook: lookAhead(timeline, { users, utilizationPercent, now }),
    };
  }

  /** @throws an `InputError` if the days asked for end before they begin */
  async get(query: CoverageQuery): Promise<Coverage> {
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
