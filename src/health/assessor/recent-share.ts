import type { MonotonicMs } from '../../clock/clock.ts';

const SPAN_MS = 5_000;
/** chosen: from this volume on single results are luck, and only their share tells anything. */
const BUSY_VOLUME = 10;

/** Successes and failures of the last five to ten seconds: enough to tell luck from recovery on a busy target. */
export class RecentShare {
  #startedMs: MonotonicMs = -Infinity;
  #ok = 0;
  #failures = 0;
  #okBefore = 0;
  #failuresBefore = 0;

  add(isOk: boolean, atMs: MonotonicMs): void {
    this.#roll(atMs);
    if (isOk) this.#ok++;
    else this.#failures++;
  }

  /** Share of the newest results that failed; null below a volume that makes a target a busy one. */
  failurePercent(nowMs: MonotonicMs): number | null {
    this.#roll(nowMs);
    const failures = this.#failures + this.#failuresBefore;
    const volume = failures + this.#ok + this.#okBefore;
    return volume >= BUSY_VOLUME ? (100 * failures) / volume : null;
  }

  #roll(nowMs: MonotonicMs): void {
    const elapsedMs = nowMs - this.#startedMs;
    if (elapsedMs < SPAN_MS) return;
    const isNext = elapsedMs < 2 * SPAN_MS;
    this.#okBefore = isNext ? this.#ok : 0;
    this.#failuresBefore = isNext ? this.#failures : 0;
    this.#ok = 0;
    this.#failures = 0;
    this.#startedMs = nowMs;
  }
}
