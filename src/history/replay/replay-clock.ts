import { Clock, type EpochMs, type MonotonicMs } from '../../clock/clock.ts';

/** The time of what is replayed; it never steps, so that both kinds of time are one. */
export class ReplayClock extends Clock {
  #now: EpochMs;

  constructor(startAt: EpochMs) {
    super();
    this.#now = startAt;
  }

  now(): EpochMs {
    return this.#now;
  }

  monotonicMs(): MonotonicMs {
    return this.#now;
  }

  moveTo(at: EpochMs): void {
    this.#now = Math.max(this.#now, at);
  }
}
