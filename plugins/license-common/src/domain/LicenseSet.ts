import { CoverageTimeline, coverageTimeline } from './coverage';
import { entitlement, Entitlement } from './entitlement';
import { EvaluatedLicense, InstalledLicense } from './InstalledLicense';
import { counts, licenseStatuses } from './licenses';

/** So many evaluations of a set are kept: of the present, and of an instant that somebody asked for. */
const KEPT = 2;

/**
 * What each license of a set is worth, from one turning point of any of them to the next.
 *
 * @public
 */
export class EvaluatedLicenses {
  /** By id. */
  readonly licenses: readonly EvaluatedLicense[];
  /** Those that count, soonest end first. */
  readonly counting: readonly EvaluatedLicense[];
  readonly #byId: ReadonlyMap<string, EvaluatedLicense>;
  #from = -Infinity;
  #until = Infinity;

  /**
   * @param installed - each id once, sorted by id
   * @param now - in milliseconds since the epoch
   */
  constructor(installed: readonly InstalledLicense[], now: number) {
    const statuses = licenseStatuses(installed, now);
    this.licenses = installed.map((license, index) => ({
      installed: license,
      status: statuses[index],
    }));
    this.#byId = new Map(
      this.licenses.map(license => [license.installed.licenseId, license]),
    );
    const endOf = ({ installed: { verified } }: EvaluatedLicense) =>
      verified!.period.ends;
    this.counting = this.licenses
      .filter(({ status }) => counts(status))
      .sort((a, b) => endOf(a) - endOf(b));
    for (const { verified } of installed) {
      if (verified) {
        const { begins, ends, graceEnds } = verified.period;
        for (const point of [begins, ends, graceEnds]) {
          if (point <= now) {
            this.#from = Math.max(this.#from, point);
          } else {
            this.#until = Math.min(this.#until, point);
          }
        }
      }
    }
  }

  /** What those that count add up to for a number of users. */
  entitlement(users: number | null): Entitlement {
    return entitlement(
      this.counting.map(({ installed, status }) => {
        const { type, maxUsers } = installed.verified!.document;
        return { type, maxUsers, status };
      }),
      users,
    );
  }

  /** Whether everything is worth the same at another instant (milliseconds since the epoch). */
  holdsAt(now: number): boolean {
    return this.#from <= now && now < this.#until;
  }

  find(licenseId: string): EvaluatedLicense | undefined {
    return this.#byId.get(licenseId);
  }
}

/**
 * Installed licenses, each id once, sorted by id. A set never changes: after a change there is another one.
 *
 * @public
 */
export class LicenseSet {
  readonly all: readonly InstalledLicense[];
  #evaluations: readonly EvaluatedLicenses[] = [];
  #timeline: CoverageTimeline | undefined;

  constructor(all: readonly InstalledLicense[]) {
    this.all = all;
  }

  /** The seats they make, from day to day. */
  get timeline(): CoverageTimeline {
    this.#timeline ??= coverageTimeline(this.all);
    return this.#timeline;
  }

  /**
   * What each license is worth at an instant: evaluated once, and then remembered for as long as it holds, as every
   * answer asks for it.
   *
   * @param now - in milliseconds since the epoch
   */
  at(now: number): EvaluatedLicenses {
    const evaluation =
      this.#evaluations.find(known => known.holdsAt(now)) ??
      new EvaluatedLicenses(this.all, now);
    this.#evaluations = [
      evaluation,
      ...this.#evaluations.filter(known => known !== evaluation),
    ].slice(0, KEPT);
    return evaluation;
  }
}
