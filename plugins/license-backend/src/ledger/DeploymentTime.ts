/** A clock that leaps further than this is believed only when a scan sees it again: 30 days, in milliseconds. */
export const MAX_LEAP = 30 * 24 * 60 * 60 * 1000;

const isLeap = (clock: number, mark: number) =>
  mark > 0 && clock - mark > MAX_LEAP;

/** Whether a leap was seen before, by a clock that did not run back since. */
export const wasSeen = (clock: number, ahead: number | undefined) =>
  ahead !== undefined && ahead <= clock;

/**
 * The deployment's time, which never runs back: its mark is the latest instant on record, in the ledger, by the runs,
 * in checkpoints and in the memory of this replica. The later of clock and mark is now. All in milliseconds since the
 * epoch.
 */
export class DeploymentTime {
  #mark = 0;
  #setBy = 0;

  /** The latest instant on record; 0: there is none. */
  get mark(): number {
    return this.#mark;
  }

  get now(): number {
    return Math.max(Date.now(), this.#mark);
  }

  /**
   * Takes an instant that is on record.
   *
   * @param sequence - of the ledger's last entry when it was recorded; what was recorded before somebody set the time
   *   is no longer on record
   */
  note(instant: number, sequence: number): void {
    if (sequence >= this.#setBy && instant > this.#mark) {
      this.#mark = instant;
    }
  }

  /** Somebody set the time, maybe back. */
  set(instant: number, sequence: number): void {
    if (sequence > this.#setBy) {
      this.#setBy = sequence;
      this.#mark = instant;
    }
  }

  /** The instant to record with a change: time never runs back, and a leap is not believed before a scan saw it twice. */
  get recordable(): number {
    const clock = Date.now();
    return clock < this.#mark || isLeap(clock, this.#mark) ? this.#mark : clock;
  }

  /**
   * What a run records. A leap of over 30 days is only noted, and believed when it is seen again.
   *
   * @param ahead - a leap that was seen before
   * @param believeLeaps - whether the run may believe leaps, or note them
   */
  advance(
    ahead: number | undefined,
    believeLeaps: boolean,
  ): { at: number; ahead?: number } {
    const clock = Date.now();
    if (!isLeap(clock, this.#mark)) {
      return { at: Math.max(clock, this.#mark) };
    }
    if (!believeLeaps) {
      return { at: this.#mark, ...(ahead !== undefined && { ahead }) };
    }
    return wasSeen(clock, ahead)
      ? { at: clock }
      : { at: this.#mark, ahead: clock };
  }
}
