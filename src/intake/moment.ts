import type { Clock, EpochMs, MonotonicMs } from '../clock/clock.ts';

/** When an outcome was known, by our clocks. */
export interface Moment {
  readonly at: EpochMs;
  readonly atMonotonicMs: MonotonicMs;
}

/** chosen: clocks that nobody sets drift by seconds; one that is a minute ahead is wrong, and so may be its order. */
const AHEAD_MS = 60_000;

/** The present, taken once for a whole request. */
export class Present {
  readonly now: EpochMs;
  readonly nowMs: MonotonicMs;
  readonly #maxAgeMs: number;

  constructor(clock: Clock, maxAgeMs: number) {
    this.now = clock.now();
    this.nowMs = clock.monotonicMs();
    this.#maxAgeMs = maxAgeMs;
  }

  /**
   * Why a time cannot be taken; null when it can. What is a little ahead of us is of this moment (a sender's clock is
   * not ours), what is further ahead or too old is not taken.
   */
  refusal(at: EpochMs): string | null {
    if (at - this.now > AHEAD_MS) return `at most ${AHEAD_MS / 1_000} s in the future`;
    return this.now - at > this.#maxAgeMs ? `at most ${this.#maxAgeMs / 1_000} s old` : null;
  }

  /** A sender that says no time means now. */
  momentOf(at: EpochMs | null): Moment {
    const agoMs = at === null ? 0 : Math.max(0, this.now - at);
    return { at: this.now - agoMs, atMonotonicMs: this.nowMs - agoMs };
  }
}
