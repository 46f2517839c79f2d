import type { MonotonicMs } from '../clock/clock.ts';
import { RateLimiter } from './rate-limiter.ts';

/** chosen: pairs of address and token; beyond it all are forgotten, which costs nobody anything while nobody guesses. */
const MOST_KNOWN = 10_000;

/**
 * Counts tokens that nobody has, by address. An address that tried too many is told the same for a while whether it is
 * right or wrong, so that guessing is no faster than the limit. Who was let in from there before is let in still, so
 * that one who guesses does not shut out the others behind the same proxy.
 */
export class LoginWatch {
  readonly #failures = new RateLimiter();
  readonly #known = new Set<string>();

  /** Milliseconds to wait for who is right and new; 0 lets them in and remembers them. */
  succeed(address: string, name: string, perMinute: number, nowMs: MonotonicMs): number {
    const key = `${address} ${name}`;
    if (this.#known.has(key)) return 0;
    const waitMs = this.#failures.waitMs(address, perMinute, nowMs);
    if (waitMs > 0) return waitMs;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.add(key);
    return 0;
  }

  /** Milliseconds to wait for who is wrong; 0 says that they were wrong. */
  fail(address: string, perMinute: number, nowMs: MonotonicMs): number {
    return this.#failures.take(address, perMinute, nowMs);
  }
}
