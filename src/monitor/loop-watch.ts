import type { MonotonicMs } from '../clock/clock.ts';

/** chosen: a loop that was late by more than this has distorted every latency measured meanwhile. */
const STALL_MS = 250;

/** Notices when our own process stood still: blocked, paused or starved. Fed by a regular heartbeat. */
export class LoopWatch {
  readonly #periodMs: number;
  #lastBeatMs: MonotonicMs | null = null;
  #lastStallEndedMs: MonotonicMs = -Infinity;
  #stalls = 0;

  /** `periodMs` is the time from one heartbeat to the next. */
  constructor(periodMs: number) {
    this.#periodMs = periodMs;
  }

  get stalls(): number {
    return this.#stalls;
  }

  /** When the newest stall was over; -Infinity when there was none. */
  get lastStallEndedMs(): MonotonicMs {
    return this.#lastStallEndedMs;
  }

  beat(nowMs: MonotonicMs): void {
    if (this.#isLate(nowMs)) {
      this.#stalls++;
      this.#lastStallEndedMs = nowMs;
    }
    this.#lastBeatMs = nowMs;
  }

  /** Whether the process stood still at some time between then and now. */
  stalledSince(fromMs: MonotonicMs, nowMs: MonotonicMs): boolean {
    return this.#lastStallEndedMs > fromMs || this.#isLate(nowMs);
  }

  #isLate(nowMs: MonotonicMs): boolean {
    return this.#lastBeatMs !== null && nowMs - this.#lastBeatMs > this.#periodMs + STALL_MS;
  }
}
