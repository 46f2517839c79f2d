import type { MonotonicMs } from '../clock/clock.ts';

const MINUTE_MS = 60_000;
/** A sum of many fractions is not exact. */
const ROUNDING_MS = 0.001;
/** chosen: some 2 MB; beyond it the oldest are forgotten, and start anew. */
const MOST_KEYS = 20_000;

/**
 * So many a minute for each key: all of them at once after a quiet minute, evenly else (GCRA, ITU-T I.371). One number
 * is kept for a key: when all that it has asked so far is paid off.
 */
export class RateLimiter {
  readonly #paidOffAtMs = new Map<string, MonotonicMs>();

  /** Counts one; milliseconds to wait where that is one too many, and it is not counted then. */
  take(key: string, perMinute: number, nowMs: MonotonicMs): number {
    const waitMs = this.waitMs(key, perMinute, nowMs);
    if (waitMs > 0 || perMinute === 0) return waitMs;
    const fromMs = Math.max(this.#paidOffAtMs.get(key) ?? 0, nowMs);
    if (this.#paidOffAtMs.size >= MOST_KEYS && !this.#paidOffAtMs.has(key)) this.#makeRoom(nowMs);
    this.#paidOffAtMs.set(key, fromMs + MINUTE_MS / perMinute);
    return 0;
  }

  /** The same without counting. */
  waitMs(key: string, perMinute: number, nowMs: MonotonicMs): number {
    if (perMinute === 0) return 0;
    const debtMs = (this.#paidOffAtMs.get(key) ?? 0) - nowMs;
    const costMs = MINUTE_MS / perMinute;
    const waitMs = debtMs + costMs - MINUTE_MS;
    return waitMs <= ROUNDING_MS ? 0 : waitMs;
  }

  #makeRoom(nowMs: MonotonicMs): void {
    for (const [key, atMs] of this.#paidOffAtMs) if (atMs <= nowMs) this.#paidOffAtMs.delete(key);
    for (const key of this.#paidOffAtMs.keys()) {
      if (this.#paidOffAtMs.size < MOST_KEYS) return;
      this.#paidOffAtMs.delete(key);
    }
  }
}
