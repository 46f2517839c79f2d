import type { MonotonicMs } from '../clock/clock.ts';
import type { CircuitSettings } from '../settings/settings.ts';

/** How long an open circuit waits before its trial: doubles with every opening until there has been calm. */
export class ResetTimeout {
  #openings: number;
  #calmSinceMs: MonotonicMs | null = null;

  constructor(openings = 0) {
    this.#openings = openings;
  }

  /** Openings since the last calm. */
  get openings(): number {
    return this.#openings;
  }

  get reopenings(): number {
    return Math.max(0, this.#openings - 1);
  }

  /** The wait of an opening that happens now, milliseconds. */
  grow({ resetTimeoutMs, maxResetTimeoutMs }: CircuitSettings): number {
    const waitMs = Math.min(resetTimeoutMs * 2 ** this.#openings, maxResetTimeoutMs);
    this.#openings++;
    this.#calmSinceMs = null;
    return waitMs;
  }

  /**
   * Told while the circuit is closed whether all is well. chosen: calm is to be healthy for as long as the longest
   * wait, so that a target which fails again after every trial never gets back to the shortest one.
   */
  settle(isHealthy: boolean, nowMs: MonotonicMs, { maxResetTimeoutMs }: CircuitSettings): void {
    if (this.#openings === 0) return;
    if (!isHealthy) {
      this.#calmSinceMs = null;
      return;
    }
    this.#calmSinceMs ??= nowMs;
    if (nowMs - this.#calmSinceMs >= maxResetTimeoutMs) this.reset();
  }

  reset(): void {
    this.#openings = 0;
    this.#calmSinceMs = null;
  }
}
