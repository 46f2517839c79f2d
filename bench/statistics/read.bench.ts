import { DDSketch } from '@datadog/sketches-js';
import { FAILURE_KINDS, effectOf } from '../../src/observations/failure-kind.ts';
import { type Handle, WindowPool } from '../../src/statistics/window-pool.ts';
import { type Candidate, measure, nanoseconds, report } from '../harness.ts';
import { lognormal, seededRandom } from './samples.ts';

const READS = 100_000;
const COUNTS_AS_FAILURE = [false, ...FAILURE_KINDS.map((kind) => effectOf(kind) === 'failure')];
const pool = new WindowPool(COUNTS_AS_FAILURE);
const nowMs = 1_000_000;

/** A series that has had so many calls a second for 1,000 s. */
function seriesAt(perSecond: number): Handle {
  const handle = pool.open(1);
  const sample = lognormal(seededRandom(3), 600, 0.5);
  const calls = perSecond * 1_000;
  for (let i = 1; i <= calls; i++) pool.record(handle, (i * nowMs) / calls, i % 50 === 0 ? 1 : 0, sample());
  return handle;
}

const probed = seriesAt(1 / 30);
const busy = seriesAt(200);
const sketch = new DDSketch({ relativeAccuracy: 0.01 });
const values = Float64Array.from({ length: 100_000 }, lognormal(seededRandom(3), 600, 0.5));
for (const value of values) sketch.accept(value);
const sorted = values.slice(0, 1_000);

function repeat(name: string, operations: number, once: () => unknown): Candidate {
  const run = () => {
    for (let i = 0; i < operations; i++) once();
  };
  return { name, operations, run };
}

const out = { total: 0, ok: 0, failures: 0 };
const everything = -Infinity;
const busyQuery = { handle: busy, window: '5m' as const, nowMs, sinceMs: everything };
const probedQuery = { handle: probed, window: '5m' as const, nowMs, sinceMs: everything };

const BUSY = 'summary of one window, 200 calls/s';
const PROBED = 'summary of one window, a probe each 30 s';
const TALLY = 'tally of one window, 200 calls/s';
const TALLY_PROBED = 'tally of one window, a probe each 30 s';
const P95 = 'p95 of one window, 200 calls/s';
const NEXT = 'nextChangeAt, 200 calls/s';
const DDSKETCH = 'DDSketch, p50 + p90 + p95 + p99, no window';
const SORTING = 'sorting 1,000 samples';

const measured = await measure([
  repeat(BUSY, READS, () => pool.summary(busy, '5m', nowMs)),
  repeat(PROBED, READS, () => pool.summary(probed, '15m', nowMs)),
  repeat(TALLY, READS * 10, () => pool.tally(busyQuery, out)),
  repeat(TALLY_PROBED, READS * 10, () => pool.tally(probedQuery, out)),
  repeat(P95, READS, () => pool.quantile(busyQuery, 0.95)),
  repeat(NEXT, READS, () => pool.nextChangeAt(busy, nowMs)),
  repeat(DDSKETCH, READS, () => [0.5, 0.9, 0.95, 0.99].map((q) => sketch.getValueAtQuantile(q))),
  repeat(SORTING, 2_000, () => sorted.toSorted()),
]);

report({
  name: 'read',
  figures: {
    summary_busy_ns: nanoseconds(measured, BUSY, 3_000),
    summary_probed_ns: nanoseconds(measured, PROBED, 3_000),
    tally_busy_ns: nanoseconds(measured, TALLY, 150),
    tally_probed_ns: nanoseconds(measured, TALLY_PROBED, 150),
    p95_busy_ns: nanoseconds(measured, P95),
    next_change_ns: nanoseconds(measured, NEXT),
  },
  against: { ddsketch_ns: nanoseconds(measured, DDSKETCH), sorting_ns: nanoseconds(measured, SORTING) },
});
