import { fromInstant } from '../database/instants';
import { SharedState } from '../database/LicenseStore';
import { Anchors } from './Anchors';
import { Ledger } from './Ledger';

/**
 * The deployment's time, which never runs back: its mark is the latest instant on record, in the ledger, by the
 * runs, in the anchors and in the memory of this replica. The later of clock and mark is now.
 */
export class DeploymentTime {
  readonly #ledger: Ledger;
  readonly #anchors: Anchors;
  #seen = 0;
  #setBy = 0;

  constructor(options: { ledger: Ledger; anchors: Anchors }) {
    this.#ledger = options.ledger;
    this.#anchors = options.anchors;
  }

  /** The latest instant on record, in milliseconds since the epoch. */
  mark(state: SharedState): number {
    const { state: ledgerState, damage } = this.#ledger.reading;
    if (!damage && ledgerState.timeSetBy !== this.#setBy) {
      // Somebody set the time, maybe back: what was seen before is no longer on record.
      this.#setBy = ledgerState.timeSetBy;
      this.#seen = 0;
    }
    this.#seen = Math.max(
      this.#seen,
      state.timeMark,
      // Behind damage nobody knows what an entry said when it was recorded.
      damage ? 0 : this.#ledger.recordedAt,
      ...this.#anchors.all
        .filter(({ sequence }) => sequence >= this.#setBy)
        .map(({ recordedAt }) => fromInstant(recordedAt)),
    );
    return this.#seen;
  }

  /** Milliseconds since the epoch. */
  now(state: SharedState): number {
    return Math.max(Date.now(), this.mark(state));
  }
}
