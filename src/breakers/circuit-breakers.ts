import type { Clock } from '../clock/clock.ts';
import type { CircuitState } from '../health/circuit-state.ts';
import type { RecordedObservations, StatusChange } from '../health/health-events.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { CallTally } from './call-window.ts';
import { Circuit, type Override } from './circuit.ts';
import { type BreakerLog, BreakerSlot } from './breaker-slot.ts';
import type { BreakerFactory } from './circuit-breaker.ts';
import { type CircuitSnapshot, circuitSnapshotSchema } from './circuit-snapshot.ts';
import { countsForCircuit, isCutOff } from './counted-observation.ts';
import { isOfPool, mayEject, type Pool, poolOf } from './ejection-cap.ts';

/** One circuit as it is shown. */
export interface CircuitView {
  readonly id: string;
  readonly circuit: CircuitState;
  readonly consecutiveFailures: number;
  readonly reopenings: number;
  readonly tally: CallTally;
  /** Health would have it open, and the ejection cap keeps it closed. */
  readonly isHeldBack: boolean;
}

interface Entry {
  readonly state: TargetHealth;
  readonly circuit: Circuit;
  readonly slot: BreakerSlot;
}

/**
 * The circuits of all targets. Health recommends, the circuit decides, and a breaker that fails to follow is logged
 * and tried again. Has no timer: `tick` is called once a second.
 */
export class CircuitBreakers {
  readonly #registry: HealthRegistry;
  readonly #clock: Clock;
  readonly #factory: BreakerFactory;
  readonly #log: BreakerLog;
  readonly #entries = new Map<string, Entry>();
  readonly #subscriptions: readonly (() => void)[];
  #wantProbe: (targetId: string) => void = () => {};
  /** Counted anew after every change; a large outage asks for it often. */
  #pool: Pool | null = null;

  constructor(registry: HealthRegistry, clock: Clock, factory: BreakerFactory, log: BreakerLog) {
    this.#registry = registry;
    this.#clock = clock;
    this.#factory = factory;
    this.#log = log;
    const { events } = registry;
    for (const state of registry.all()) this.#add(state);
    this.#subscriptions = [
      events.on('target.added', ({ state }) => this.#add(state)),
      events.on('target.removed', ({ state }) => this.#remove(state.target.id)),
      events.on('observations.recorded', (recorded) => this.#record(recorded)),
      events.on('status.changed', (event) => this.#hear(event)),
    ];
  }

  /** A circuit that goes half open asks for a probe at once: the probe is the trial, so no user call is. */
  onProbeWanted(listener: (targetId: string) => void): void {
    this.#wantProbe = listener;
  }

  /** Once a second: retry times, overrides that end, recommendations that could not be followed before. */
  tick(): void {
    this.#pool = null;
    this.#factory.tick();
    for (const entry of this.#entries.values()) {
      entry.slot.guard('circuit tick failed', () => this.#tick(entry));
    }
  }

  get(id: string): CircuitView | null {
    const entry = this.#entries.get(id);
    return entry === undefined ? null : viewOf(entry);
  }

  /** In the order of the settings. */
  list(): CircuitView[] {
    return [...this.#registry.all()].flatMap(({ target }) => this.get(target.id) ?? []);
  }

  /** Holds a circuit open or closed, whatever the evidence; null when nobody watches that target. */
  force(id: string, state: 'open' | 'closed', override: Override): CircuitView | null {
    const facts = { override: state, reason: override.reason, for_ms: override.forMs };
    return this.#override(id, facts, (circuit) => circuit.force(state, override));
  }

  /** Closes it and lets health and calls decide again; null when nobody watches that target. */
  reset(id: string, reason: string): CircuitView | null {
    return this.#override(id, { override: 'reset', reason }, (circuit) => circuit.reset());
  }

  /**
   * Runs a call through its target's breaker.
   * @throws {CircuitOpenError} without calling while the circuit lets nothing through
   */
  async fire<T>(id: string, call: () => Promise<T>): Promise<T> {
    const entry = this.#entries.get(id);
    if (entry === undefined) throw new Error(`no target is called ${id}`);
    return entry.slot.fire(entry.circuit.shown.state, call);
  }

  /** What survives a restart: plain JSON, only of circuits that are not as new. */
  snapshot(): CircuitSnapshot[] {
    return [...this.#entries].flatMap(([id, { circuit }]) => circuit.snapshot(id) ?? []);
  }

  /** Takes up a former snapshot, once the targets are watched; what is not readable is logged and left out. */
  restore(saved: readonly unknown[]): void {
    for (const each of saved) {
      const parsed = circuitSnapshotSchema.safeParse(each);
      if (!parsed.success) {
        this.#log.warn({ err: parsed.error }, 'saved circuit is not readable');
        continue;
      }
      const entry = this.#entries.get(parsed.data.targetId);
      if (entry === undefined) continue;
      entry.circuit.restore(parsed.data);
      this.#publish(entry);
    }
  }

  dispose(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    for (const id of this.#entries.keys()) this.#remove(id);
  }

  #add(state: TargetHealth): void {
    this.#pool = null;
    const circuit = new Circuit(() => state.target.provider.circuit, this.#clock);
    const slot = new BreakerSlot(state.target.id, this.#factory, this.#log);
    this.#entries.set(state.target.id, { state, circuit, slot });
  }

  #remove(id: string): void {
    const entry = this.#entries.get(id);
    if (entry === undefined) return;
    this.#entries.delete(id);
    this.#pool = null;
    entry.slot.dispose();
  }

  #record({ state, observations, isDriving }: RecordedObservations): void {
    const entry = this.#entries.get(state.target.id);
    if (entry === undefined) return;
    for (const observation of observations) {
      if (!countsForCircuit(state, observation)) continue;
      entry.circuit.record(observation, isDriving, state.verdict.status);
      this.#publish(entry);
    }
  }

  #hear({ state, to }: StatusChange): void {
    const entry = this.#entries.get(state.target.id);
    if (entry === undefined) return;
    if (isOpeningAdvised(state)) this.#recommendOpen(entry);
    else {
      entry.circuit.letGo();
      entry.circuit.hear(to.status);
    }
    this.#publish(entry);
  }

  #tick(entry: Entry): void {
    const { state, circuit, slot } = entry;
    circuit.tick({ status: state.verdict.status, isCutOff: isCutOff(state) });
    if (circuit.shown.state === 'closed') {
      if (isOpeningAdvised(state)) this.#recommendOpen(entry);
      else circuit.letGo();
    }
    this.#publish(entry);
    slot.follow(circuit.shown.state);
  }

  #recommendOpen({ state, circuit }: Entry): void {
    const isCapped = circuit.shown.state === 'closed' && isOfPool(state);
    const pool = isCapped ? (this.#pool ??= poolOf(this.#registry.all())) : null;
    if (pool === null || mayEject(pool)) {
      circuit.recommendOpen(state.verdict.reasons[0]?.message ?? 'unhealthy');
      return;
    }
    const wasHeldBack = circuit.isHeldBack;
    circuit.holdBack(`kept closed although unhealthy: at most half of ${pool.size} providers may be ejected`);
    if (wasHeldBack || !circuit.isHeldBack) return;
    this.#log.warn({ target_id: state.target.id, ...pool }, 'circuit kept closed by the ejection cap');
  }

  #override(id: string, facts: object, change: (circuit: Circuit) => void): CircuitView | null {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    change(entry.circuit);
    this.#log.warn({ target_id: id, ...facts }, 'circuit overridden');
    this.#publish(entry);
    return viewOf(entry);
  }

  /** Shows what the circuit has decided, and has the breaker follow. */
  #publish(entry: Entry): void {
    const { state, circuit, slot } = entry;
    const { shown } = circuit;
    if (shown === state.circuit) return;
    const from = state.circuit.state;
    this.#pool = null;
    slot.follow(shown.state);
    this.#registry.publishCircuit(state, shown);
    if (shown.state === 'half_open' && from !== 'half_open') this.#wantProbe(state.target.id);
  }
}

function isOpeningAdvised(state: TargetHealth): boolean {
  const { status, blame } = state.verdict;
  return status === 'unhealthy' && blame === 'provider' && !isCutOff(state);
}

function viewOf({ state, circuit }: Entry): CircuitView {
  const { shown, consecutiveFailures, reopenings, isHeldBack } = circuit;
  const tally = circuit.tally();
  return { id: state.target.id, circuit: shown, consecutiveFailures, reopenings, tally, isHeldBack };
}
