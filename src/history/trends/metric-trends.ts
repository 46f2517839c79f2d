import type { EpochMs } from '../../clock/clock.ts';
import type { HourlyBaseline } from '../../statistics/trend/hourly-baseline.ts';
import { movingAverage, weightedAverage } from '../../statistics/trend/moving-average.ts';
import type { TrendPoint } from '../../statistics/trend/trend-estimate.ts';
import {
  judgeTrend,
  type MetricTrend,
  type TrendGuard,
  type TrendVerdict,
} from '../../statistics/trend/trend-verdict.ts';
import type { RollupSet } from '../rollup.ts';
import { SPANS_A_RATE, type TrendSeries } from './trend-series.ts';

export const TREND_METRICS = ['latency_p95_ms', 'latency_p50_ms', 'error_rate_percent'] as const;
export type TrendMetric = (typeof TREND_METRICS)[number];
export type MetricBaselines = Readonly<Record<TrendMetric, HourlyBaseline>>;

export interface MovingAverages {
  readonly '5m': number | null;
  readonly '15m': number | null;
  readonly '60m': number | null;
  /** Exponentially weighted, with a half-life of a quarter of an hour. */
  readonly weighted: number | null;
}

export interface MetricReport {
  readonly metric: TrendMetric;
  readonly set: RollupSet;
  /** Null while there are too few points. */
  readonly trend: MetricTrend | null;
  readonly samples: number;
  readonly movingAverage: MovingAverages;
}

const HOUR_MS = 3_600_000;
/** A point stands in the middle of its five minutes, and the next one may not be over yet. */
const FRESH_MINUTES = 7.5;
const HALF_LIFE_HOURS = 0.25;

/** chosen: an hour of points; 15 % of a latency and at least 15 ms, two of a hundred calls. */
const LATENCY: TrendGuard = { leastChangePercent: 15, leastChange: 15, fewestPoints: 12 };
const ERROR_RATE: TrendGuard = { leastChangePercent: null, leastChange: 2, fewestPoints: 12 };

const GUARDS: Readonly<Record<TrendMetric, TrendGuard>> = {
  latency_p95_ms: LATENCY,
  latency_p50_ms: LATENCY,
  error_rate_percent: ERROR_RATE,
};

/** What each metric of one set does. */
export function metricReports(
  set: RollupSet,
  series: TrendSeries,
  baselines: MetricBaselines | null,
  now: EpochMs,
): MetricReport[] {
  return TREND_METRICS.map((metric) => {
    const points = pointsOf(metric, series, now);
    const guard = GUARDS[metric];
    const question = { points, baseline: baselines?.[metric] ?? null, guard };
    // Of five minutes there are too few observations for a usual error rate: it is of a quarter of an hour.
    const isRate = guard.leastChangePercent === null;
    const compared = isRate ? series.ratePoints(SPANS_A_RATE, now) : points;
    const trend = judgeTrend({ ...question, compared });
    return { metric, set, trend, samples: points.length, movingAverage: averagesOf(points, now) };
  });
}

/** One metric that gets worse is enough; null while nothing can be said of any. */
export function verdictOf(reports: readonly MetricReport[]): TrendVerdict | null {
  const verdicts = reports.flatMap(({ trend }) => (trend === null ? [] : [trend.verdict]));
  for (const verdict of ['degrading', 'improving', 'stable'] as const) {
    if (verdicts.includes(verdict)) return verdict;
  }
  return null;
}

function pointsOf(metric: TrendMetric, series: TrendSeries, now: EpochMs): TrendPoint[] {
  switch (metric) {
    case 'latency_p95_ms':
      return series.latencyPoints('p95Ms', now);
    case 'latency_p50_ms':
      return series.latencyPoints('p50Ms', now);
    case 'error_rate_percent':
      return series.ratePoints(1, now);
  }
}

/** Over the steps that are over; null where the newest of them is older than the average reaches. */
function averagesOf(points: readonly TrendPoint[], now: EpochMs): MovingAverages {
  const newest = points.at(-1)?.atHours ?? -Infinity;
  const ageHours = now / HOUR_MS - newest;
  const over = (minutes: number): number | null =>
    ageHours > (minutes + FRESH_MINUTES) / 60 ? null : movingAverage(points, newest, minutes / 60);
  return {
    '5m': over(5),
    '15m': over(15),
    '60m': over(60),
    weighted: weightedAverage(points, HALF_LIFE_HOURS),
  };
}
