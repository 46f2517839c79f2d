import { DDSketch } from '@datadog/sketches-js';
import { build } from 'hdr-histogram-js';
import CircuitBreaker from 'opossum';
import { FAILURE_KINDS, effectOf } from '../../src/observations/failure-kind.ts';
import { WindowPool } from '../../src/statistics/window-pool.ts';
import { type Candidate, measure, nanoseconds, report } from '../harness.ts';
import { lognormal, seededRandom } from './samples.ts';

const RECORDS = 1_000_000;
const FIRES = 50_000;
const TARGETS = 1_000;
const MASK = 0xffff;

const COUNTS_AS_FAILURE = [false, ...FAILURE_KINDS.map((kind) => effectOf(kind) === 'failure')];
const latencies = Float64Array.from({ length: MASK + 1 }, lognormal(seededRandom(1), 600, 0.5));
const random = seededRandom(2);
const order = Uint16Array.from({ length: RECORDS }, () => random() * TARGETS);
const latencyOf = (i: number) => latencies[i & MASK] as number;
const outcomeOf = (i: number) => (i % 50 === 0 ? 1 : 0);

/** Time passes as it would at the given rate, so that slots close and expire as often as they really do. */
function candidate(name: string, stepMs: number, recordAll: (firstMs: number) => void): Candidate {
  let rounds = 0;
  return { name, operations: RECORDS, run: () => recordAll(rounds++ * RECORDS * stepMs) };
}

function oneTarget(name: string, perSecond: number): Candidate {
  const pool = new WindowPool(COUNTS_AS_FAILURE);
  const handle = pool.open(1);
  const stepMs = 1_000 / perSecond;
  return candidate(name, stepMs, (firstMs) => {
    for (let i = 0; i < RECORDS; i++) pool.record(handle, firstMs + i * stepMs, outcomeOf(i), latencyOf(i));
  });
}

function oneTargetWithThreeMeasures(name: string, perSecond: number): Candidate {
  const pool = new WindowPool(COUNTS_AS_FAILURE);
  const handle = pool.open(3);
  const measures = { latencyMs: 0, ttftMs: 0, tokensPerSecond: 0 };
  const stepMs = 1_000 / perSecond;
  return candidate(name, stepMs, (firstMs) => {
    for (let i = 0; i < RECORDS; i++) {
      measures.latencyMs = latencyOf(i);
      measures.ttftMs = measures.latencyMs / 4;
      measures.tokensPerSecond = 20_000 / measures.latencyMs;
      pool.recordCall(handle, firstMs + i * stepMs, outcomeOf(i), measures);
    }
  });
}

function manyTargets(name: string, perSecondEach: number): Candidate {
  const pool = new WindowPool(COUNTS_AS_FAILURE);
  const handles = Int32Array.from({ length: TARGETS }, () => pool.open(1));
  const stepMs = 1_000 / perSecondEach / TARGETS;
  return candidate(name, stepMs, (firstMs) => {
    for (let i = 0; i < RECORDS; i++) {
      const handle = handles[order[i] as number] as number;
      pool.record(handle, firstMs + i * stepMs, outcomeOf(i), latencyOf(i));
    }
  });
}

function opossumFire(name: string, options: CircuitBreaker.Options, breakers: number): Candidate {
  const answer = async () => 1;
  const all = Array.from({ length: breakers }, () => new CircuitBreaker(answer, options));
  const run = async () => {
    for (let i = 0; i < FIRES; i++)
      await (all[breakers === 1 ? 0 : (order[i] as number)] as CircuitBreaker).fire();
  };
  return { name, operations: FIRES, run };
}

function plainLoop(name: string): Candidate {
  const counts = new Uint32Array(1_024);
  const run = () => {
    for (let i = 0; i < RECORDS; i++) (counts[latencyOf(i) & 1_023] as number)++;
  };
  return { name, operations: RECORDS, run };
}

function hdrHistogram(name: string): Candidate {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 3_600_000,
    numberOfSignificantValueDigits: 2,
  });
  const run = () => {
    for (let i = 0; i < RECORDS; i++) histogram.recordValue(latencyOf(i));
  };
  return { name, operations: RECORDS, run };
}

function ddSketch(name: string): Candidate {
  const sketch = new DDSketch({ relativeAccuracy: 0.01 });
  const run = () => {
    for (let i = 0; i < RECORDS; i++) sketch.accept(latencyOf(i));
  };
  return { name, operations: RECORDS, run };
}

const tuned = { timeout: false, enableSnapshots: false, rollingPercentilesEnabled: false } as const;
const OURS = 'record, one target (latency, three windows), 1,000/s';
const AT_RANDOM = 'record, 1,000 targets at random, 200/s each';
const SLOW_AT_RANDOM = 'record, 1,000 targets at random, 2/s each';
const THREE = 'recordCall, one target (three measures), 1,000/s';
const TUNED = 'opossum.fire, tuned';
const TUNED_AT_RANDOM = 'opossum.fire, tuned, 1,000 breakers at random';

const measured = await measure([
  oneTarget(OURS, 1_000),
  oneTargetWithThreeMeasures(THREE, 1_000),
  manyTargets(AT_RANDOM, 200),
  manyTargets(SLOW_AT_RANDOM, 2),
  plainLoop('one histogram increment (floor)'),
  hdrHistogram('hdr-histogram-js, two digits, no window'),
  ddSketch('DDSketch 1 %, no window'),
  opossumFire(TUNED, tuned, 1),
  opossumFire('opossum.fire, default', {}, 1),
  opossumFire(TUNED_AT_RANDOM, tuned, TARGETS),
]);

const ns = (name: string, budget?: number) => nanoseconds(measured, name, budget);
report({
  name: 'record',
  figures: {
    one_target_ns: ns(OURS, 60),
    three_measures_ns: ns(THREE),
    thousand_targets_ns: ns(AT_RANDOM, 200),
    thousand_slow_targets_ns: ns(SLOW_AT_RANDOM),
    cheaper_than_opossum_at_best: {
      name: 'times cheaper than opossum.fire at its best',
      value: ns(TUNED).value / ns(OURS).value,
      unit: '×',
      budget: 15,
      atLeast: true,
    },
  },
  against: {
    floor_ns: ns('one histogram increment (floor)'),
    hdr_histogram_ns: ns('hdr-histogram-js, two digits, no window'),
    ddsketch_ns: ns('DDSketch 1 %, no window'),
    opossum_tuned_ns: ns(TUNED),
    opossum_default_ns: ns('opossum.fire, default'),
    opossum_thousand_ns: ns(TUNED_AT_RANDOM),
  },
});
// opossum's breakers keep timers of their own.
process.exit(0);
