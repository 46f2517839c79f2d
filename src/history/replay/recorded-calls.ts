import { blameOf, FAILURE_KINDS, type FailureKind } from '../../observations/failure-kind.ts';
import { isCall, type Observation } from '../../observations/observation.ts';
import type { LatencySketch } from '../../statistics/latency-sketch.ts';
import type { HistoryRecord } from '../history-record.ts';
import { RESOLUTION_MS } from '../resolution.ts';
import type { Rollup } from '../rollup.ts';

/** chosen: five a second are as busy to every threshold as five thousand, and replayed in a thousandth of the time. */
const MOST_A_MINUTE = 300;
/** Steps by the golden ratio meet every quantile about evenly, however few there are, and never in order. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

export function observationOf(record: HistoryRecord): Observation {
  const { status: _status, seq: _seq, ...rest } = record;
  return { ...rest, atMonotonicMs: record.at, ok: record.failure === null };
}

/**
 * The calls of a roll-up of which no record was kept, made up: as many of each outcome as were counted, evenly over
 * the time, with latencies drawn from its sketches. Their order is a guess; so are runs of failures within a minute.
 */
export function madeUpCalls(rollup: Rollup, records: readonly HistoryRecord[]): Observation[] {
  const missing = missingOf(rollup, records);
  const total = missing.reduce((sum, [, count]) => sum + count, 0);
  const most = (MOST_A_MINUTE * (rollup.to - rollup.from)) / RESOLUTION_MS['1m'];
  const share = Math.min(1, most / total);
  return missing.flatMap(([failure, count]) => {
    const kept = Math.ceil(count * share);
    return Array.from({ length: kept }, (_, i) => madeUp(rollup, failure, i, kept));
  });
}

function missingOf(
  { from, to, tally }: Rollup,
  records: readonly HistoryRecord[],
): [FailureKind | null, number][] {
  const kept = records.filter(
    ({ at, depth, blame }) => at >= from && at < to && isCall(depth) && blame !== 'local',
  );
  const outcomes = [null, ...FAILURE_KINDS].map((failure): [FailureKind | null, number] => {
    const counted = failure === null ? tally.ok : (tally.byFailure[failure] ?? 0);
    return [failure, counted - kept.filter((record) => record.failure === failure).length];
  });
  return outcomes.filter(([, count]) => count > 0);
}

function madeUp(rollup: Rollup, failure: FailureKind | null, i: number, count: number): Observation {
  const { from, to, targetId, tally } = rollup;
  const at = Math.floor(from + ((i + 0.5) / count) * (to - from));
  const drawn = (sketch: LatencySketch | null): number | null =>
    failure === null ? (sketch?.quantile(((i + 0.5) * GOLDEN) % 1) ?? null) : null;
  return {
    targetId,
    source: 'traffic',
    depth: 'traffic',
    at,
    atMonotonicMs: at,
    ok: failure === null,
    failure,
    blame: failure === null ? null : blameOf(failure),
    latencyMs: drawn(tally.latencyMs),
    ttftMs: drawn(tally.ttftMs),
    ...NOT_KEPT,
  };
}

const NOT_KEPT = {
  outputTokens: null,
  httpStatus: null,
  requestId: null,
  detail: null,
  vendorCode: null,
  rateLimit: null,
  retryAfterMs: null,
} as const;
