/** The way of one observation through the house (record, assess, publish) beside recording alone. */
import type { Observation } from '../../src/observations/observation.ts';
import { buildObservation, buildTarget } from '../../test/support/build.ts';
import { VirtualWorld } from '../../test/support/virtual-world.ts';
import { measure, nanoseconds, report } from '../harness.ts';

const OPERATIONS = 200_000;
const TARGETS = 1_000;
const BUDGET_NS = 2_000;

const targets = Array.from({ length: TARGETS }, (_, i) => buildTarget({ settings: { id: `target-${i}` } }));
const world = new VirtualWorld({ targets, answer: () => ({ failure: null, latencyMs: 100 }) });
const states = targets.map(({ id }) => world.state(id));
let seed = 1;

/** Uniform in [0, 1); reproducible. */
function random(): number {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  return seed / 2 ** 32;
}

const prepared: Observation[] = Array.from({ length: 4_096 }, () =>
  buildObservation({ latencyMs: 80 + 100 * random(), source: 'traffic', depth: 'traffic' }),
);

function next(i: number, pick: () => number): Observation {
  const observation = prepared[i & 4_095]! as { targetId: string; at: number; atMonotonicMs: number };
  if (i % 100 === 0) world.clock.advance(1);
  observation.targetId = targets[pick()]!.id;
  observation.at = world.clock.now();
  observation.atMonotonicMs = world.clock.monotonicMs();
  return observation as Observation;
}

function run(pick: () => number, use: (observation: Observation) => unknown): () => void {
  return () => {
    for (let i = 0; i < OPERATIONS; i++) use(next(i, pick));
  };
}

const one = (): number => 0;
const any = (): number => Math.floor(random() * TARGETS);
const record = (observation: Observation): void =>
  world.state(observation.targetId).windows.record(observation);
const accept = (observation: Observation): boolean => world.pipeline.accept(observation);

const measured = await measure([
  { name: 'whole pipeline, one target', operations: OPERATIONS, run: run(one, accept) },
  { name: 'record alone, one target', operations: OPERATIONS, run: run(one, record) },
  { name: `whole pipeline, ${TARGETS} targets at random`, operations: OPERATIONS, run: run(any, accept) },
  { name: `record alone, ${TARGETS} targets at random`, operations: OPERATIONS, run: run(any, record) },
]);

report({
  name: 'pipeline',
  figures: {
    pipeline_one_ns: nanoseconds(measured, 'whole pipeline, one target', BUDGET_NS),
    pipeline_random_ns: nanoseconds(measured, `whole pipeline, ${TARGETS} targets at random`, BUDGET_NS),
  },
  against: {
    record_one_ns: nanoseconds(measured, 'record alone, one target'),
    record_random_ns: nanoseconds(measured, `record alone, ${TARGETS} targets at random`),
  },
});
if (states.some(({ verdict }) => verdict.status === 'unhealthy'))
  throw new Error('the load was to be healthy');
