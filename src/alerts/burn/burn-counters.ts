import type { EpochMs } from '../../clock/clock.ts';
import { BURN_WINDOW_MS, type BurnWindow } from '../../settings/burn-rate.ts';

const MINUTE_MS = 60_000;

/**
 * Steps of one length, as many as the longest window that is read from them. Coarser steps for longer windows: 3 days
 * of minutes would be 34 KiB a target, this is 1.5.
 */
const LEVELS = [
  { stepMs: MINUTE_MS, count: 61 },
  { stepMs: 10 * MINUTE_MS, count: 37 },
  { stepMs: 60 * MINUTE_MS, count: 73 },
] as const;

const LEVEL_OF: Readonly<Record<BurnWindow, 0 | 1 | 2>> = {
  '5m': 0,
  '30m': 0,
  '1h': 0,
  '2h': 1,
  '6h': 1,
  '1d': 2,
  '3d': 2,
};

export interface BurnCount {
  /** Successes and health failures; what others are to blame for is in neither. */
  readonly samples: number;
  readonly failures: number;
}

/** Successes and failures of one target over three days, checks and calls together. */
export class BurnCounters {
  readonly #levels = LEVELS.map(({ stepMs, count }) => new StepRing(stepMs, count));
  /** When a failure was counted last; what never failed burns nothing. */
  lastFailureAt: EpochMs = -Infinity;
  /** When it was observed first, as far as is known. */
  #firstAt: EpochMs = Infinity;
  /** Whether what was before the start is in it. */
  isComplete = false;

  record(at: EpochMs, ok: boolean, count = 1): void {
    this.add(at, ok ? count : 0, ok ? 0 : count);
  }

  /** Counts what was observed within a minute that began then. */
  add(at: EpochMs, oks: number, failures: number): void {
    this.#note(at, failures);
    for (const level of this.#levels) level.add(at, oks, failures);
  }

  /** Counts a longer past, in the steps that it is known in. */
  addPast(level: 0 | 1 | 2, at: EpochMs, counts: { readonly oks: number; readonly failures: number }): void {
    this.#note(at, counts.failures);
    this.#levels[level]!.add(at, counts.oks, counts.failures);
  }

  count(window: BurnWindow, now: EpochMs): BurnCount {
    return this.#levels[LEVEL_OF[window]]!.sum(now, BURN_WINDOW_MS[window]);
  }

  /**
   * Share of a window in which it was observed, 0 to 1. A budget is of the whole window: three failures of the first
   * minutes use up little of it, however large a share of what was seen they are.
   */
  coverage(window: BurnWindow, now: EpochMs): number {
    return Math.min(1, Math.max(0, now - this.#firstAt) / BURN_WINDOW_MS[window]);
  }

  #note(at: EpochMs, failures: number): void {
    if (failures > 0) this.lastFailureAt = Math.max(this.lastFailureAt, at);
    this.#firstAt = Math.min(this.#firstAt, at);
  }

  /** Whether anything failed within the longest window. */
  hasFailures(now: EpochMs): boolean {
    return now - this.lastFailureAt <= BURN_WINDOW_MS['3d'];
  }
}

class StepRing {
  readonly #stepMs: number;
  readonly #oks: Uint32Array;
  readonly #failures: Uint32Array;
  /** Number of the newest step. */
  #newest = -Infinity;
  /** Where it is counted. */
  #newestSlot = 0;

  constructor(stepMs: number, count: number) {
    this.#stepMs = stepMs;
    this.#oks = new Uint32Array(count);
    this.#failures = new Uint32Array(count);
  }

  add(at: EpochMs, oks: number, failures: number): void {
    const step = Math.floor(at / this.#stepMs);
    const size = this.#oks.length;
    if (step > this.#newest) this.#advance(step);
    // Too old for this ring, which a long past may be.
    if (step <= this.#newest - size) return;
    const slot = step === this.#newest ? this.#newestSlot : step % size;
    this.#oks[slot]! += oks;
    this.#failures[slot]! += failures;
  }

  /** Of the steps that the window touches: up to one more than fit, so that nothing young is missed. */
  sum(now: EpochMs, windowMs: number): BurnCount {
    const last = Math.floor(now / this.#stepMs);
    const first = Math.max(
      Math.floor((now - windowMs) / this.#stepMs) + 1,
      this.#newest - this.#oks.length + 1,
    );
    let samples = 0;
    let failed = 0;
    for (let step = first; step <= Math.min(last, this.#newest); step++) {
      const slot = step % this.#oks.length;
      failed += this.#failures[slot]!;
      samples += this.#oks[slot]! + this.#failures[slot]!;
    }
    return { samples, failures: failed };
  }

  #advance(step: number): void {
    const size = this.#oks.length;
    const from = Math.max(this.#newest + 1, step - size + 1);
    for (let each = from; each <= step; each++) {
      this.#oks[each % size] = 0;
      this.#failures[each % size] = 0;
    }
    this.#newest = step;
    this.#newestSlot = step % size;
  }
}
