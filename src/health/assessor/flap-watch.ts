import type { MonotonicMs } from '../../clock/clock.ts';
import { type Depth, isCall } from '../../observations/observation.ts';
import { FlapDetector } from './flap-detector.ts';

/** Calls count at most once a second, or a busy minute would outweigh an hour of checks. */
const CALL_SPACING_MS = 1_000;
/** chosen: as long as the window that rates are held against, and never less than so many checks take. */
const FORGET_AFTER_MS = 300_000;
const FORGET_AFTER_CHECKS = 3;

/** Checks and calls of one target, each by itself: whether they keep changing between working and failing. */
export class FlapWatch {
  readonly #checks = new FlapDetector();
  readonly #calls = new FlapDetector();
  #lastCheckAtMs: MonotonicMs = -Infinity;
  #lastCallAtMs: MonotonicMs = -Infinity;

  get isFlapping(): boolean {
    return this.#checks.isFlapping || this.#calls.isFlapping;
  }

  get areChecksFlapping(): boolean {
    return this.#checks.isFlapping;
  }

  /** One kind forgets the other where that was not heard of for minutes: nothing else would ever settle it. */
  push(ok: boolean, depth: Depth, atMs: MonotonicMs, intervalMs: number): void {
    if (!isCall(depth)) {
      this.#lastCheckAtMs = atMs;
      this.#checks.push(ok);
      if (atMs - this.#lastCallAtMs > FORGET_AFTER_MS) this.#calls.reset();
    } else if (atMs - this.#lastCallAtMs >= CALL_SPACING_MS) {
      this.#lastCallAtMs = atMs;
      this.#calls.push(ok);
      const afterMs = Math.max(FORGET_AFTER_MS, FORGET_AFTER_CHECKS * intervalMs);
      if (atMs - this.#lastCheckAtMs > afterMs) this.#checks.reset();
    }
  }

  reset(): void {
    this.#checks.reset();
    this.#calls.reset();
  }
}
