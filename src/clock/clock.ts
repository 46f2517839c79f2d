/** Milliseconds since 1970-01-01T00:00:00Z (wall time): for what is stored or shown. */
export type EpochMs = number;

/** Milliseconds on a clock that never steps: for durations, windows and deadlines. */
export type MonotonicMs = number;

/** Time as the domain sees it. Injected everywhere, so that tests decide what time it is. */
export abstract class Clock {
  abstract now(): EpochMs;
  abstract monotonicMs(): MonotonicMs;
}

/** The clocks of this machine. */
export class SystemClock extends Clock {
  now(): EpochMs {
    return Date.now();
  }

  monotonicMs(): MonotonicMs {
    return performance.now();
  }
}
