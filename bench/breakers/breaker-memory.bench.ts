/**
 * What a circuit costs in memory, and an observation in time, beside opossum alone.
 * Run: node bench/breakers/breaker-memory.bench.ts [--json]
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import Opossum from 'opossum';
import { CircuitBreakers } from '../../src/breakers/circuit-breakers.ts';
import { OpossumBreakers } from '../../src/breakers/opossum-breaker.ts';
import type { HealthRegistry } from '../../src/health/health-registry.ts';
import type { Observation } from '../../src/observations/observation.ts';
import { buildObservation, buildProvider, buildTarget } from '../../test/support/build.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf } from '../../test/support/watched-targets.ts';
import { type Candidate, measure, nanoseconds, report, type Row } from '../harness.ts';

const TARGETS = 1_000;
const OPERATIONS = 200_000;
const FIRES = 30_000;
/** Prime to the number of targets, so that all of them are met in an order that no cache guesses. */
const STRIDE = 617;
const TUNED = { timeout: false, enableSnapshots: false, rollingPercentilesEnabled: false } as const;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function usedBytes(): number {
  for (let i = 0; i < 3; i++) collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Bytes that each of a thousand takes; what is kept must come back, or it would be collected before it counts. */
function bytesEach(name: string, make: () => unknown, budget?: number): Row {
  const before = usedBytes();
  const kept = make();
  const value = (usedBytes() - before) / TARGETS;
  if (kept === undefined) throw new Error(`${name} was not kept`);
  return budget === undefined ? { name, value, unit: 'B' } : { name, value, unit: 'B', budget };
}

function newRegistry(): HealthRegistry {
  const ids = Array.from({ length: TARGETS }, (_, index) => `provider-${index}`);
  return registryOf(ids.map((id) => buildTarget({ provider: buildProvider({ id }) })));
}

function circuitsOn(registry: HealthRegistry): CircuitBreakers {
  return new CircuitBreakers(registry, new FakeClock(), new OpossumBreakers(), console);
}

function tell(registry: HealthRegistry, overrides: Partial<Observation>): void {
  for (const state of registry.all()) {
    const observation = buildObservation({ targetId: state.target.id, ...overrides });
    registry.events.emit('observations.recorded', { state, observations: [observation], isDriving: true });
  }
}

function memoryOf(prepare: (registry: HealthRegistry) => void): () => unknown {
  const registry = newRegistry();
  return () => {
    const circuits = circuitsOn(registry);
    prepare(registry);
    return circuits;
  };
}

const CALL = { source: 'traffic', depth: 'traffic' } as const;

function callsThatFail(registry: HealthRegistry): void {
  for (let i = 0; i < 5; i++) tell(registry, { ...CALL, failure: 'server_error' });
}

function recording(name: string, targets: number, overrides: Partial<Observation>): Candidate {
  const registry = newRegistry();
  circuitsOn(registry);
  const events = [...registry.all()].slice(0, targets).map((state) => {
    return {
      state,
      observations: [buildObservation({ targetId: state.target.id, ...overrides })],
      isDriving: true,
    };
  });
  const run = (): void => {
    for (let i = 0; i < OPERATIONS; i++) {
      registry.events.emit('observations.recorded', events[(i * STRIDE) % targets]!);
    }
  };
  return { name, operations: OPERATIONS, run };
}

function firing(name: string, breakers: readonly Opossum[]): Candidate {
  const run = async (): Promise<void> => {
    for (let i = 0; i < FIRES; i++) await breakers[(i * STRIDE) % breakers.length]!.fire();
  };
  return { name, operations: FIRES, run };
}

/** Opossum counts by its own events: the cheapest way to tell it of a call that it did not make. */
function emitting(name: string, breakers: readonly Opossum[]): Candidate {
  const run = (): void => {
    for (let i = 0; i < OPERATIONS; i++) {
      const breaker = breakers[(i * STRIDE) % breakers.length]!;
      breaker.emit('fire');
      breaker.emit('success', undefined, 0);
    }
  };
  return { name, operations: OPERATIONS, run };
}

function opossums(count: number, options: Opossum.Options = {}): Opossum[] {
  return Array.from({ length: count }, () => new Opossum(async () => {}, { ...options }));
}

const factory = new OpossumBreakers();
const memory = {
  idle_bytes: bytesEach(
    'circuit of a target that is only probed',
    memoryOf(() => {}),
    2_048,
  ),
  called_bytes: bytesEach(
    'circuit of a target that is called',
    memoryOf((registry) => tell(registry, CALL)),
    2_048,
  ),
  open_bytes: bytesEach('circuit that is open, its opossum breaker included', memoryOf(callsThatFail), 8_192),
};
const memoryAgainst = {
  opossum_ours_bytes: bytesEach('our opossum breaker alone', () =>
    Array.from({ length: TARGETS }, () => factory.create('openai')),
  ),
  opossum_tuned_bytes: bytesEach('opossum, tuned', () => opossums(TARGETS, TUNED)),
  opossum_default_bytes: bytesEach('opossum, as it comes', () => opossums(TARGETS)),
};

const names = {
  check: 'observation of a check, one target',
  call: 'observation of a call, one target',
  calls: 'observation of a call, 1,000 targets at random',
  emit: 'opossum told by its events, one target',
  emits: 'opossum told by its events, 1,000 targets at random',
  fire: 'opossum.fire as it comes, one target',
  tuned: 'opossum.fire tuned, one target',
  tunedMany: 'opossum.fire tuned, 1,000 targets at random',
};
const measured = await measure([
  recording(names.check, 1, {}),
  recording(names.call, 1, CALL),
  recording(names.calls, TARGETS, CALL),
  emitting(names.emit, opossums(1, TUNED)),
  emitting(names.emits, opossums(TARGETS, TUNED)),
  firing(names.fire, opossums(1)),
  firing(names.tuned, opossums(1, TUNED)),
  firing(names.tunedMany, opossums(TARGETS, TUNED)),
]);

report({
  name: 'breaker-memory',
  figures: {
    ...memory,
    check_ns: nanoseconds(measured, names.check),
    call_ns: nanoseconds(measured, names.call),
    call_random_ns: nanoseconds(measured, names.calls),
  },
  against: {
    ...memoryAgainst,
    opossum_events_ns: nanoseconds(measured, names.emit),
    opossum_events_random_ns: nanoseconds(measured, names.emits),
    opossum_fire_ns: nanoseconds(measured, names.fire),
    opossum_fire_tuned_ns: nanoseconds(measured, names.tuned),
    opossum_fire_tuned_random_ns: nanoseconds(measured, names.tunedMany),
  },
});
