import type { EpochMs, MonotonicMs } from '../../clock/clock.ts';
import type { Observation, RateLimit } from '../../observations/observation.ts';

/** chosen: how long a 429 without `retry-after` degrades; per-minute limits are the most common ones. */
const DEFAULT_WAIT_MS = 60_000;
/** A limit is nearly used up below this share, and no longer so 20 % above it. */
const LOW_PERCENT = 10;
const NO_LONGER_LOW_PERCENT = 12;

/** How close a target is to a limit that its provider enforces, and for how long it is over it. */
export class RateLimits {
  /** Wall time until which the provider asked us to wait; null when it did not. */
  limitedUntil: EpochMs | null = null;
  /** The provider named that time itself; else it is our guess. */
  isWaitTold = false;
  /** Percent of the tightest limit that is left; null when the provider does not say. */
  remainingPercent: number | null = null;
  #limitedUntilMs: MonotonicMs = -Infinity;
  #resetsAtMs: MonotonicMs = -Infinity;
  #isLow = false;

  observe(observation: Observation): void {
    if (observation.failure === 'rate_limited') this.#wait(observation);
    if (observation.rateLimit !== null) this.#measure(observation.rateLimit, observation);
  }

  isLimited(nowMs: MonotonicMs): boolean {
    return nowMs < this.#limitedUntilMs;
  }

  /** Share of the tightest limit that is left, 0 to 1; all of it where the provider does not say, or it was reset. */
  headroom(nowMs: MonotonicMs): number {
    if (this.remainingPercent === null || nowMs >= this.#resetsAtMs) return 1;
    return Math.min(1, Math.max(0, this.remainingPercent / 100));
  }

  /** When what is said here next changes by time alone; Infinity when it does not. */
  nextChangeAt(nowMs: MonotonicMs): MonotonicMs {
    const ahead = [this.#limitedUntilMs, this.#resetsAtMs].filter((atMs) => atMs > nowMs);
    return Math.min(Infinity, ...ahead);
  }

  isLow(nowMs: MonotonicMs): boolean {
    return this.#isLow && nowMs < this.#resetsAtMs;
  }

  #wait(observation: Observation): void {
    const waitMs = observation.retryAfterMs ?? DEFAULT_WAIT_MS;
    const untilMs = observation.atMonotonicMs + waitMs;
    // A shorter wait that comes later does not shorten one that was asked for before.
    if (untilMs <= this.#limitedUntilMs) return;
    this.#limitedUntilMs = untilMs;
    this.limitedUntil = observation.at + waitMs;
    this.isWaitTold = observation.retryAfterMs !== null;
  }

  #measure(limit: RateLimit, observation: Observation): void {
    this.remainingPercent = leastRemainingPercent(limit);
    const lowBelow = this.#isLow ? NO_LONGER_LOW_PERCENT : LOW_PERCENT;
    this.#isLow = this.remainingPercent !== null && this.remainingPercent < lowBelow;
    const resetsInMs =
      limit.resetsAt === null ? DEFAULT_WAIT_MS : Math.max(0, limit.resetsAt - observation.at);
    this.#resetsAtMs = observation.atMonotonicMs + resetsInMs;
  }
}

function leastRemainingPercent(limit: RateLimit): number | null {
  const requests = remainingPercent(limit.remainingRequests, limit.limitRequests);
  const tokens = remainingPercent(limit.remainingTokens, limit.limitTokens);
  if (requests === null) return tokens;
  return tokens === null ? requests : Math.min(requests, tokens);
}

function remainingPercent(remaining: number | null, limit: number | null): number | null {
  return remaining === null || limit === null || limit <= 0 ? null : (100 * remaining) / limit;
}
