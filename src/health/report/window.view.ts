import type { FailureKind } from '../../observations/failure-kind.ts';
import type { CallWindow, CheckWindow, Distribution } from '../target-windows.ts';

/** What a distribution looks like in an answer; every figure in the unit of its field. */
export interface DistributionView {
  mean: number;
  min: number;
  p50: number;
  p90: number;
  p95: number;
  p99: number;
  max: number;
}

export interface WindowView {
  count: number;
  failures: number;
  error_rate_percent: number | null;
  availability_percent: number | null;
  by_failure: Partial<Record<FailureKind, number>>;
  latency_ms: DistributionView | null;
}

export interface CallWindowView extends WindowView {
  ttft_ms: DistributionView | null;
  output_tokens_per_second: DistributionView | null;
}

export function windowView(window: CheckWindow): WindowView {
  const judged = window.ok + window.failures;
  return {
    count: window.count,
    failures: window.failures,
    error_rate_percent: judged === 0 ? null : round((100 * window.failures) / judged),
    availability_percent: judged === 0 ? null : round((100 * window.ok) / judged),
    by_failure: window.byFailure,
    latency_ms: distributionView(window.latencyMs),
  };
}

export function callWindowView(window: CallWindow): CallWindowView {
  return {
    ...windowView(window),
    ttft_ms: distributionView(window.ttftMs),
    output_tokens_per_second: distributionView(window.tokensPerSecond),
  };
}

function distributionView(distribution: Distribution | null): DistributionView | null {
  if (distribution === null) return null;
  const { mean, min, p50, p90, p95, p99, max } = distribution;
  return {
    mean: round(mean),
    min: round(min),
    p50: round(p50),
    p90: round(p90),
    p95: round(p95),
    p99: round(p99),
    max: round(max),
  };
}

/** Three decimals: a microsecond, or a thousandth of a percent. */
export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
