import type { EpochMs } from '../../clock/clock.ts';
import { HourlyBaseline } from '../../statistics/trend/hourly-baseline.ts';
import type { HistoryStore } from '../history-store.ts';
import { RESOLUTION_MS } from '../resolution.ts';
import { type Rollup, ROLLUP_SETS, type RollupSet } from '../rollup.ts';
import type { MetricBaselines } from './metric-trends.ts';
import {
  latencyPoints,
  ratePoints,
  type Span,
  spanFrom,
  SPAN_MS,
  SPANS,
  SPANS_A_RATE,
} from './trend-series.ts';

/** What history knows of a target: the last three hours, and what is usual at this time of the day. */
export interface TrendPast {
  readonly recent: readonly Rollup[];
  readonly baselines: Readonly<Partial<Record<RollupSet, MetricBaselines>>>;
}

const HOUR_MS = RESOLUTION_MS['1h'];
const DAY_MS = RESOLUTION_MS['1d'];
/** Roll-ups of five minutes are kept for a week. */
const DAYS = 7;

/** Day by day, so that no answer of the store is long. */
export async function readPast(store: HistoryStore, targetId: string, now: EpochMs): Promise<TrendPast> {
  const resolution = '5m';
  const recent = await store.rollups({ targetId, resolution, from: now - SPANS * SPAN_MS, to: now });
  const spans: Record<RollupSet, Span[]> = { checks: [], calls: [] };
  // What is usual is read off the middles of the hours: one more on either side than the series covers.
  const hour = Math.floor(now / HOUR_MS) * HOUR_MS;
  const [from, to] = [hour - SPANS * SPAN_MS - HOUR_MS, hour + 2 * HOUR_MS];
  for (let day = DAYS; day >= 1; day--) {
    const range = { from: from - day * DAY_MS, to: to - day * DAY_MS };
    for (const { set, from, tally } of await store.rollups({ targetId, resolution, ...range })) {
      spans[set].push(spanFrom(from, tally));
    }
  }
  const known = ROLLUP_SETS.filter((set) => spans[set].length > 0);
  return { recent, baselines: Object.fromEntries(known.map((set) => [set, baselinesOf(spans[set])])) };
}

function baselinesOf(spans: readonly Span[]): MetricBaselines {
  return {
    latency_p95_ms: new HourlyBaseline(latencyPoints(spans, 'p95Ms')),
    latency_p50_ms: new HourlyBaseline(latencyPoints(spans, 'p50Ms')),
    error_rate_percent: new HourlyBaseline(ratePoints(spans, SPANS_A_RATE)),
  };
}
