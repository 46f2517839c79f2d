import type { MetricReport } from '../../history/trends/metric-trends.ts';

/** How a target's latency left what is usual for it. */
export interface LatencyShift {
  /** `p95 of checks`. */
  readonly metric: string;
  /** Change in milliseconds an hour; null where the baseline alone says so. */
  readonly slopeMsPerHour: number | null;
  /** How far above the usual of this hour, percent; null without a baseline. */
  readonly abovePercent: number | null;
  readonly usualMs: number | null;
}

/** Of the latencies that get worse the one that does most; null where none does. */
export function latencyShiftOf(reports: readonly MetricReport[]): LatencyShift | null {
  let worst: LatencyShift | null = null;
  for (const report of reports) {
    const shift = shiftOf(report);
    const isWorse = worst === null || (shift?.abovePercent ?? 0) > (worst.abovePercent ?? 0);
    if (shift !== null && isWorse) worst = shift;
  }
  return worst;
}

function shiftOf({ metric, set, trend }: MetricReport): LatencyShift | null {
  if (metric === 'error_rate_percent' || trend?.verdict !== 'degrading') return null;
  const { baseline, estimate, slope } = trend;
  return {
    metric: `${metric === 'latency_p95_ms' ? 'p95' : 'p50'} of ${set}`,
    slopeMsPerHour: slope === 'degrading' ? estimate.slopePerHour : null,
    abovePercent: baseline?.deviationPercent ?? null,
    usualMs: baseline?.median ?? null,
  };
}
