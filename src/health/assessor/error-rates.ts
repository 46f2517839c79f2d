import type { MonotonicMs } from '../../clock/clock.ts';
import { type WindowName, WINDOWS } from '../../statistics/windows.ts';
import type { Thresholds } from '../../settings/settings.ts';
import type { WindowEvidence, WindowSet } from './evidence.ts';
import { ThresholdLatch } from './threshold-latch.ts';

const JUDGED_WINDOWS = ['1m', '5m'] as const;
const LONGEST_MS = WINDOWS['5m'];

export interface WorstRate {
  readonly percent: number;
  readonly window: WindowName;
  readonly failures: number;
  readonly volume: number;
}

/** Error rate and latency of one window set against their thresholds, with hysteresis. */
export class SetThresholds {
  readonly critical = new ThresholdLatch();
  readonly warning = new ThresholdLatch();
  readonly latency = new ThresholdLatch();
  worst: WorstRate | null = null;
  p95Ms: number | null = null;
  readonly #set: WindowSet;
  /** The newest sample that could have raised a figure: without one in the window there is nothing to read. */
  #lastFailureAtMs = -Infinity;
  #lastSlowAtMs = -Infinity;

  constructor(set: WindowSet) {
    this.#set = set;
  }

  noteFailure(atMs: MonotonicMs): void {
    this.#lastFailureAtMs = atMs;
  }

  noteLatency(latencyMs: number, atMs: MonotonicMs, thresholds: Thresholds): void {
    if (latencyMs >= 0.8 * thresholds.latencyWarningMs) this.#lastSlowAtMs = atMs;
  }

  update(evidence: WindowEvidence, nowMs: MonotonicMs, sinceMs: MonotonicMs, thresholds: Thresholds): void {
    const mayFail = nowMs - this.#lastFailureAtMs <= LONGEST_MS && this.#lastFailureAtMs >= sinceMs;
    this.worst = mayFail ? this.#worstRate(evidence, nowMs, sinceMs, thresholds.minVolume) : null;
    this.critical.update(this.worst?.percent ?? null, thresholds.errorRateCriticalPercent);
    this.warning.update(this.worst?.percent ?? null, thresholds.errorRateWarningPercent);
    const maySlow = nowMs - this.#lastSlowAtMs <= LONGEST_MS && this.#lastSlowAtMs >= sinceMs;
    this.p95Ms = maySlow ? evidence.p95Ms(this.#set, nowMs, sinceMs, thresholds.minVolume) : null;
    this.latency.update(this.p95Ms, thresholds.latencyWarningMs);
  }

  reset(): void {
    this.critical.reset();
    this.warning.reset();
    this.latency.reset();
  }

  #worstRate(
    evidence: WindowEvidence,
    nowMs: MonotonicMs,
    sinceMs: MonotonicMs,
    minVolume: number,
  ): WorstRate | null {
    let worst: WorstRate | null = null;
    for (const window of JUDGED_WINDOWS) {
      const { ok, failures } = evidence.tally(this.#set, window, nowMs, sinceMs);
      const volume = ok + failures;
      if (volume < minVolume) continue;
      const percent = (100 * failures) / volume;
      if (worst === null || percent > worst.percent) worst = { percent, window, failures, volume };
    }
    return worst;
  }
}
