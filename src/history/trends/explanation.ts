import type { Thresholds } from '../../settings/settings.ts';
import type { MetricTrend, TrendVerdict } from '../../statistics/trend/trend-verdict.ts';
import type { MetricReport, TrendMetric } from './metric-trends.ts';

const NAMES: Readonly<Record<TrendMetric, string>> = {
  latency_p95_ms: 'p95 latency',
  latency_p50_ms: 'p50 latency',
  error_rate_percent: 'error rate',
};
/** Farther ahead a straight line says nothing. */
const FARTHEST_HOURS = 24;

/** Why the verdict is what it is, in a sentence for people. */
export function explain(
  verdict: TrendVerdict | null,
  reports: readonly MetricReport[],
  thresholds: Thresholds,
): string {
  if (verdict === null) return 'too little was seen yet: it takes an hour';
  if (verdict === 'stable') return 'nothing changes by more than chance and by enough to matter';
  const clauses = reports.flatMap((report) => {
    const { trend } = report;
    return trend?.verdict === verdict ? [clauseOf(report, trend, thresholds)] : [];
  });
  return clauses.join('; ');
}

function clauseOf(
  { metric, set, movingAverage }: MetricReport,
  trend: MetricTrend,
  limits: Thresholds,
): string {
  const { baseline, estimate, slope } = trend;
  const parts: string[] = [];
  if (slope !== 'stable') {
    const { slopePerHour, pValue } = estimate;
    const way = slopePerHour > 0 ? 'rises' : 'falls';
    parts.push(`${way} by ${amount(Math.abs(slopePerHour), metric)} an hour (p = ${pValue.toPrecision(1)})`);
    const hours = (limits.latencyWarningMs - (movingAverage['15m'] ?? Infinity)) / slopePerHour;
    if (metric === 'latency_p95_ms' && hours > 0 && hours <= FARTHEST_HOURS) {
      parts.push(
        `reaches the warning of ${limits.latencyWarningMs} ms in about ${inHours(hours)} at this pace`,
      );
    }
  }
  if (baseline !== null && baseline.verdict !== 'stable') parts.push(comparisonOf(baseline, metric));
  return `${NAMES[metric]} of ${set} ${parts.join(', ')}`;
}

function comparisonOf(
  { deviationPercent, median, days }: NonNullable<MetricTrend['baseline']>,
  metric: TrendMetric,
): string {
  const usual = `the usual ${amount(median, metric)} of this hour over ${days} days`;
  if (deviationPercent === null) return `lies above ${usual}`;
  return `lies ${Math.abs(Math.round(deviationPercent))} % ${deviationPercent > 0 ? 'above' : 'below'} ${usual}`;
}

function amount(value: number, metric: TrendMetric): string {
  return metric === 'error_rate_percent'
    ? `${value.toFixed(1)} percentage points`
    : `${Math.round(value)} ms`;
}

function inHours(hours: number): string {
  return hours < 1 ? `${Math.max(1, Math.round(hours * 60))} min` : `${hours.toFixed(1)} h`;
}
