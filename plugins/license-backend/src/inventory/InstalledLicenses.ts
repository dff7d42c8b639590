import {
  counts,
  entitlement,
  Entitlement,
  LicenseDocument,
  LicensePeriod,
  LicenseStatus,
  licenseStatuses,
} from '@thetasecure/backstage-plugin-license-common';
import { InstalledLicense, JudgedLicense } from './InstalledLicense';
import { indexById } from './sorted';

/** So many judgements of a set are kept: of the present, and of an instant that somebody asked for. */
const KEPT = 2;

const turningPoints = ({ begins, ends, graceEnds }: LicensePeriod) => [
  begins,
  ends,
  graceEnds,
];

/** The seats of some licenses. */
type Sum = Pick<LicenseDocument, 'type' | 'maxUsers'> & {
  status: LicenseStatus;
};

/** What each license of a set is worth, from one turning point of any of them to the next. */
export class Judgement {
  /** By id. */
  readonly licenses: readonly JudgedLicense[];
  /** Those that count, by id. */
  readonly counting: readonly JudgedLicense[];
  readonly #installed: readonly InstalledLicense[];
  readonly #from: number;
  readonly #until: number;
  #bySoonestEnd: readonly JudgedLicense[] | undefined;
  #sums: Sum[] | undefined;

  /** @param now - in milliseconds since the epoch */
  constructor(installed: readonly InstalledLicense[], now: number) {
    const statuses = licenseStatuses(installed, now);
    let from = -Infinity;
    let until = Infinity;
    for (const { verified } of installed) {
      for (const point of verified ? turningPoints(verified.period) : []) {
        if (point <= now) {
          from = Math.max(from, point);
        } else {
          until = Math.min(until, point);
        }
      }
    }
    this.#installed = installed;
    this.#from = from;
    this.#until = until;
    this.licenses = installed.map((license, index) => ({
      installed: license,
      status: statuses[index],
    }));
    this.counting = this.licenses.filter(({ status }) => counts(status));
  }

  /** What those that count add up to for a number of users. */
  entitlement(users: number | null): Entitlement {
    this.#sums ??= this.#addUp();
    return entitlement(this.#sums, users);
  }

  /** Seats by type and status: it is all the same whether they come by one license or by thousands. */
  #addUp(): Sum[] {
    const sums: Sum[] = [];
    for (const { installed, status } of this.counting) {
      const { type, maxUsers } = installed.verified!.document;
      const sum = sums.find(
        known => known.type === type && known.status === status,
      );
      if (sum) {
        sum.maxUsers += maxUsers;
      } else {
        sums.push({ type, status, maxUsers });
      }
    }
    return sums;
  }

  /** Those that count, soonest end first. Sorted when somebody asks, as most of the work of judging would be this. */
  get countingBySoonestEnd(): readonly JudgedLicense[] {
    this.#bySoonestEnd ??= [...this.counting].sort(
      (a, b) =>
        a.installed.verified!.period.ends - b.installed.verified!.period.ends,
    );
    return this.#bySoonestEnd;
  }

  /** Whether everything is worth the same at another instant (milliseconds since the epoch). */
  holdsAt(now: number): boolean {
    return this.#from <= now && now < this.#until;
  }

  find(licenseId: string): JudgedLicense | undefined {
    const index = indexById(this.#installed, licenseId);
    return index === undefined ? undefined : this.licenses[index];
  }
}

/** Installed licenses, each id once, sorted by id. A set never changes: after a change there is another one. */
export class InstalledLicenses {
  readonly all: readonly InstalledLicense[];
  #judgements: readonly Judgement[] = [];

  constructor(all: readonly InstalledLicense[]) {
    this.all = all;
  }

  /**
   * What each license is worth at an instant: judged once, and then remembered for as long as it holds.
   *
   * @param now - in milliseconds since the epoch
   */
  at(now: number): Judgement {
    const judgement =
      this.#judgements.find(known => known.holdsAt(now)) ??
      new Judgement(this.all, now);
    this.#judgements = [
      judgement,
      ...this.#judgements.filter(known => known !== judgement),
    ].slice(0, KEPT);
    return judgement;
  }
}
