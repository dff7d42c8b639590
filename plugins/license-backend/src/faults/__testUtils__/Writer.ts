import { minutesFromNow, Vendor } from '../../__testUtils__/Vendor';
import { Dice } from './Dice';

/** What can be asked of the portal: an upload, or without a body a deletion. */
export interface Change {
  method: 'POST' | 'DELETE';
  path: string;
  body?: string;
  /** What is installed afterwards; absent: nothing. */
  seats?: number;
}

/** Installs, replaces and deletes one license over and over, and knows what can be stored of it. */
export class Writer {
  /** Seats of what can be installed now, `undefined` for nothing: before an answer came, the old and the new. */
  possible: (number | undefined)[] = [undefined];
  /** Each version has another number of seats, and is issued a second after the one before. */
  #versions = 0;
  readonly #firstIssuedAt = Date.parse(minutesFromNow(-60));

  constructor(
    readonly licenseId: string,
    private readonly vendor: Vendor,
    private readonly dice: Dice,
  ) {}

  /** What to do next. */
  async next(): Promise<Change> {
    const [present] = this.possible;
    const change: Change =
      present === undefined || this.dice.next() < 0.6
        ? await this.#upload()
        : {
            method: 'DELETE' as const,
            path: `/licenses/${this.licenseId}`,
          };
    this.possible = [present, change.seats];
    return change;
  }

  /** What is installed now, as far as anybody can know. */
  settle(seats: number | undefined): void {
    this.possible = [seats];
  }

  async #upload(): Promise<Change & { seats: number }> {
    this.#versions += 1;
    const seats = this.#versions;
    const issuedAt = new Date(this.#firstIssuedAt + seats * 1000);
    const body = await this.vendor.issue({
      licenseId: this.licenseId,
      maxUsers: seats,
      issuedAt: issuedAt.toISOString(),
    });
    return { method: 'POST', path: '/licenses', body, seats };
  }
}
