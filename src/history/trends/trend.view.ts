import type { z } from 'zod';
import type { TargetHealth } from '../../health/target-health.ts';
import { explain } from './explanation.ts';
import type { MetricReport } from './metric-trends.ts';
import type { TargetTrend } from './target-trend.ts';
import type { trendsSchema } from './trends.schema.ts';

type TrendView = z.output<typeof trendsSchema>['items'][number];

export function trendView({ target }: TargetHealth, trend: TargetTrend): TrendView {
  const { verdict, since, reports } = trend;
  return {
    target: target.id,
    verdict,
    since: since === null ? null : new Date(since).toISOString(),
    explanation: explain(verdict, reports, target.provider.thresholds),
    metrics: reports.map(metricView),
  };
}

function metricView({ metric, set, trend, samples, movingAverage }: MetricReport) {
  return {
    metric,
    set,
    verdict: trend?.verdict ?? null,
    slope_per_hour: rounded(trend?.estimate.slopePerHour),
    slope_ci: trend === null ? null : slopeCi(trend.estimate.slopeCi),
    p_value: trend === null ? null : Number(trend.estimate.pValue.toPrecision(3)),
    samples,
    moving_average: {
      '5m': rounded(movingAverage['5m']),
      '15m': rounded(movingAverage['15m']),
      '60m': rounded(movingAverage['60m']),
      weighted: rounded(movingAverage.weighted),
    },
    baseline: baselineView(trend),
  };
}

function baselineView(trend: MetricReport['trend']) {
  if (trend === null || trend.baseline === null) return null;
  const { median, mad, days, samples, deviationPercent } = trend.baseline;
  return {
    median: hundredths(median),
    mad: hundredths(mad),
    days,
    samples,
    deviation_percent: rounded(deviationPercent),
  };
}

function slopeCi([low, high]: readonly [number, number]): [number, number] {
  return [hundredths(low), hundredths(high)];
}

function rounded(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : hundredths(value);
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
