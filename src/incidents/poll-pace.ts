import type { MonotonicMs } from '../clock/clock.ts';

/** chosen: spreads looks that would fall together; only ever lengthens, for the interval is a promise to the page. */
const JITTER = 0.1;
/** chosen: a page that is away is looked for at least every half hour. */
const LONGEST_WAIT_MS = 30 * 60_000;

/** When a page may be asked again: never sooner than its interval, and ever later while it fails. */
export class PollPace {
  readonly #random: () => number;
  #intervalMs: number;
  #startedMs: MonotonicMs = -Infinity;
  #dueMs: MonotonicMs;
  #failures = 0;

  /** @param random numbers in [0, 1) */
  constructor(intervalMs: number, firstMs: MonotonicMs, random: () => number) {
    this.#intervalMs = intervalMs;
    this.#dueMs = firstMs;
    this.#random = random;
  }

  isDue(nowMs: MonotonicMs): boolean {
    return nowMs >= this.#dueMs;
  }

  begin(nowMs: MonotonicMs): void {
    this.#startedMs = nowMs;
    this.#dueMs = Infinity;
  }

  succeed(): void {
    this.#failures = 0;
    this.#next(this.#intervalMs);
  }

  /** @param retryAfterMs how long the page asks us to wait; null where it does not say */
  fail(retryAfterMs: number | null): void {
    this.#failures++;
    const backoffMs = Math.min(
      this.#intervalMs * 2 ** this.#failures,
      Math.max(LONGEST_WAIT_MS, this.#intervalMs),
    );
    this.#next(Math.max(backoffMs, retryAfterMs ?? 0));
  }

  /** Takes another interval; one that is shorter counts from the last look on. */
  change(intervalMs: number): void {
    if (intervalMs === this.#intervalMs) return;
    this.#intervalMs = intervalMs;
    if (this.#dueMs !== Infinity && this.#startedMs !== -Infinity && this.#failures === 0)
      this.#next(intervalMs);
  }

  #next(waitMs: number): void {
    this.#dueMs = this.#startedMs + waitMs * (1 + JITTER * this.#random());
  }
}
