import type { Clock, EpochMs, MonotonicMs } from '../clock/clock.ts';

/** When an outcome was known, by our clocks. */
export interface Moment {
  readonly at: EpochMs;
  readonly atMonotonicMs: MonotonicMs;
}

/** chosen: clocks that nobody sets drift by seconds; one that is a minute ahead is wrong, and so may be its order. */
const AHEAD_MS = 60_000;

/** The wall clock counts whole milliseconds: less than this it may seem to be off without having been set. */
const ROUNDING_MS = 2;

/** Makes presents of one clock, in which the same wall time is the same moment from request to request. */
export class Presents {
  readonly #clock: Clock;
  #offsetMs = NaN;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The present of one request. */
  take(maxAgeMs: number): Present {
    const now = this.#clock.now();
    const nowMs = this.#clock.monotonicMs();
    const isHeld = Math.abs(nowMs - now - this.#offsetMs) < ROUNDING_MS;
    if (!isHeld) this.#offsetMs = nowMs - now;
    return new Present({ now, nowMs, offsetMs: this.#offsetMs, maxAgeMs });
  }
}

interface PresentOptions {
  readonly now: EpochMs;
  readonly nowMs: MonotonicMs;
  /** From wall time to our monotonic clock. */
  readonly offsetMs: number;
  readonly maxAgeMs: number;
}

/** The present, taken once for a whole request. */
export class Present {
  readonly now: EpochMs;
  readonly nowMs: MonotonicMs;
  readonly #offsetMs: number;
  readonly #maxAgeMs: number;
  readonly #moment: Moment;

  constructor({ now, nowMs, offsetMs, maxAgeMs }: PresentOptions) {
    this.now = now;
    this.nowMs = nowMs;
    this.#offsetMs = offsetMs;
    this.#maxAgeMs = maxAgeMs;
    this.#moment = { at: now, atMonotonicMs: nowMs };
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
    if (at === null || at >= this.now) return this.#moment;
    return { at, atMonotonicMs: Math.min(at + this.#offsetMs, this.nowMs) };
  }
}
