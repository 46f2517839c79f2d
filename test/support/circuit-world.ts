import type { BreakerLog } from '../../src/breakers/breaker-slot.ts';
import type { BreakerFactory } from '../../src/breakers/circuit-breaker.ts';
import { CircuitBreakers } from '../../src/breakers/circuit-breakers.ts';
import { OpossumBreakers } from '../../src/breakers/opossum-breaker.ts';
import type { CircuitState } from '../../src/health/circuit-state.ts';
import type { HealthRegistry } from '../../src/health/health-registry.ts';
import type { Status, Verdict } from '../../src/health/status.ts';
import type { TargetHealth } from '../../src/health/target-health.ts';
import type { Blame } from '../../src/observations/failure-kind.ts';
import type { Observation } from '../../src/observations/observation.ts';
import type { CircuitSettings } from '../../src/settings/settings.ts';
import type { Target } from '../../src/targets/target.ts';
import { buildObservation, buildProvider, buildTarget } from './build.ts';
import { FakeClock } from './fake-clock.ts';
import { registryOf } from './watched-targets.ts';

export class FakeBreakerLog implements BreakerLog {
  readonly lines: { readonly facts: object; readonly message: string }[] = [];

  warn(facts: object, message: string): void {
    this.lines.push({ facts, message });
  }

  get messages(): string[] {
    return this.lines.map(({ message }) => message);
  }
}

interface WorldOptions {
  readonly targets?: readonly Target[];
  readonly factory?: BreakerFactory;
}

/** Circuits on a real registry and a fake clock; observations and verdicts are what the test says. */
export class CircuitWorld {
  readonly clock = new FakeClock();
  readonly registry: HealthRegistry;
  readonly circuits: CircuitBreakers;
  readonly log = new FakeBreakerLog();
  /** Targets for which a probe was asked, in that order. */
  readonly probes: string[] = [];
  /** Every change of a circuit's state, as `openai closed > open`. */
  readonly changes: string[] = [];
  readonly recovered: string[] = [];

  constructor({ targets = providers(2), factory = new OpossumBreakers() }: WorldOptions = {}) {
    this.registry = registryOf(targets, this.clock);
    this.circuits = new CircuitBreakers(this.registry, this.clock, factory, this.log);
    this.circuits.onProbeWanted((id) => this.probes.push(id));
    this.registry.events.on('circuit.changed', ({ state, from, to }) =>
      this.changes.push(`${state.target.id} ${from.state} > ${to.state}`),
    );
    this.registry.events.on('target.recovered', ({ state }) => this.recovered.push(state.target.id));
  }

  state(id = 'openai'): TargetHealth {
    const state = this.registry.get(id);
    if (state === undefined) throw new Error(`no target ${id} in this world`);
    return state;
  }

  circuit(id = 'openai'): CircuitState {
    return this.state(id).circuit;
  }

  /** An auth probe unless told otherwise; now unless told otherwise. */
  observe(overrides: Partial<Observation> = {}, isDriving = true): void {
    const observation = buildObservation({
      at: this.clock.now(),
      atMonotonicMs: this.clock.monotonicMs(),
      ...overrides,
    });
    this.registry.publishObservation(this.state(observation.targetId), observation, isDriving);
  }

  /** That many calls of real traffic. */
  call(count: number, overrides: Partial<Observation> = {}): void {
    for (let i = 0; i < count; i++) this.observe({ source: 'traffic', depth: 'traffic', ...overrides });
  }

  say(status: Status, { id = 'openai', blame = null }: { id?: string; blame?: Blame | null } = {}): void {
    const reasons = [{ code: 'server_error' as const, message: '3 of the last 3 checks failed' }];
    const verdict: Verdict = { status, blame, reasons: status === 'healthy' ? [] : reasons };
    this.registry.publishVerdict(this.state(id), verdict, null);
  }

  /** Three failed checks and the verdict that follows. */
  outage(id = 'openai'): void {
    for (let i = 0; i < 3; i++) this.observe({ targetId: id, failure: 'server_error' });
    this.say('unhealthy', { id, blame: 'provider' });
  }

  /** Lets time pass with a tick every second. */
  run(seconds: number): void {
    for (let i = 0; i < seconds; i++) {
      this.clock.advance(1_000);
      this.circuits.tick();
    }
  }
}

export function providers(count: number, circuit: Partial<CircuitSettings> = {}): Target[] {
  const names = ['openai', 'anthropic', 'google', 'deepseek', 'qwen', 'cursor'].slice(0, count);
  return names.map((id) => {
    const plain = buildProvider({ id });
    return buildTarget({ provider: { ...plain, circuit: { ...plain.circuit, ...circuit } } });
  });
}
