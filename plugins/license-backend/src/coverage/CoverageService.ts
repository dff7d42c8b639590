import { InputError } from '@backstage/errors';
import {
  addDays,
  Coverage,
  coverageBetween,
  CoverageForecast,
  CoverageQuery,
  coverageToday,
  forecast,
} from '@thetasecure/backstage-plugin-license-common';
import { OverviewService } from '../overview/OverviewService';

/** Days that are looked ahead, unless asked otherwise. */
const AHEAD_DAYS = 365;

/** Tells how many seats there will be, by the licenses that are installed now. */
export class CoverageService {
  constructor(private readonly deps: { overview: OverviewService }) {}

  async forecast(): Promise<CoverageForecast> {
    const {
      snapshot: { licenses, now },
      active: { users },
    } = await this.deps.overview.readPresent();
    return forecast(licenses, users, now);
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
