import { Clock, type EpochMs, type MonotonicMs } from '../../src/clock/clock.ts';

/** A clock that moves only when told to; wall and monotonic time can part company. */
export class FakeClock extends Clock {
  #wallMs: EpochMs;
  #monotonicMs: MonotonicMs;

  constructor(startIso = '2026-11-22T04:00:00.000Z', startMonotonicMs = 1_000_000) {
    super();
    this.#wallMs = Date.parse(startIso);
    this.#monotonicMs = startMonotonicMs;
  }

  now(): EpochMs {
    return this.#wallMs;
  }

  monotonicMs(): MonotonicMs {
    return this.#monotonicMs;
  }

  advance(ms: number): void {
    this.#wallMs += ms;
    this.#monotonicMs += ms;
  }

  /** Steps the wall clock alone, as NTP or an operator does. */
  stepWallClock(ms: number): void {
    this.#wallMs += ms;
  }
}
