const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Early ones are close together: a person is waiting to be told. */
const EARLY_WAITS_MS = [
  2 * SECOND_MS,
  5 * SECOND_MS,
  15 * SECOND_MS,
  30 * SECOND_MS,
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
];
const LATE_WAIT_MS = 4 * HOUR_MS;
/** With the early ones 71.8 hours, about as long as Standard Webhooks asks for. */
const LATE_WAITS = 17;
const WAITS_MS = [...EARLY_WAITS_MS, ...Array<number>(LATE_WAITS).fill(LATE_WAIT_MS)];
/** A receiver may ask for patience, not for silence. */
const LONGEST_RETRY_AFTER_MS = HOUR_MS;
/** chosen: only ever lengthens a wait, so that what failed together does not come back together. */
const JITTER = 0.1;

/** When a message that failed is sent again. */
export class RetrySchedule {
  readonly #random: () => number;
  readonly #waitsMs: readonly number[];

  /** @param random numbers in [0, 1) */
  constructor(random: () => number, waitsMs: readonly number[] = WAITS_MS) {
    this.#random = random;
    this.#waitsMs = waitsMs;
  }

  get mostAttempts(): number {
    return this.#waitsMs.length + 1;
  }

  /**
   * Milliseconds until the next attempt; null when that was the last.
   * @param retryAfterMs what the receiver asked for; null when it said nothing
   */
  waitAfter(failures: number, retryAfterMs: number | null): number | null {
    const waitMs = this.#waitsMs[failures - 1];
    if (waitMs === undefined) return null;
    const askedMs = Math.min(retryAfterMs ?? 0, LONGEST_RETRY_AFTER_MS);
    return Math.max(waitMs, askedMs) * (1 + JITTER * this.#random());
  }
}
