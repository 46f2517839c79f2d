import type { Clock, EpochMs } from '../clock/clock.ts';
import type { Observation } from '../observations/observation.ts';
import type { Target } from '../targets/target.ts';
import type { CircuitState } from './circuit-state.ts';
import type { HealthEvents, RecordedObservations } from './health-events.ts';
import type { StatusPage } from './status-page.ts';
import type { Status, Verdict } from './status.ts';
import type { TargetHealth } from './target-health.ts';

/** The current state of every target, and the only place that changes it and says so. */
export class HealthRegistry {
  readonly events: HealthEvents;
  readonly #clock: Clock;
  readonly #create: (target: Target) => TargetHealth;
  readonly #states = new Map<string, TargetHealth>();
  /** When each target that is out of use went out of it. */
  readonly #unusableSince = new Map<string, EpochMs>();
  readonly #models = new Map<string, TargetHealth[]>();
  #revision = 0;

  constructor(clock: Clock, events: HealthEvents, create: (target: Target) => TargetHealth) {
    this.#clock = clock;
    this.events = events;
    this.#create = create;
  }

  /** Grows with every change of any target. */
  get revision(): number {
    return this.#revision;
  }

  get(id: string): TargetHealth | undefined {
    return this.#states.get(id);
  }

  /** All targets in the order of the settings, models behind their providers. */
  all(): IterableIterator<TargetHealth> {
    return this.#states.values();
  }

  /** The model targets of a provider. */
  modelsOf(providerId: string): readonly TargetHealth[] {
    return this.#models.get(providerId) ?? [];
  }

  get size(): number {
    return this.#states.size;
  }

  /** Watches exactly these targets from now on; those that stay keep their windows and their status. */
  watch(targets: readonly Target[]): void {
    const wanted = new Set(targets.map((target) => target.id));
    for (const [id, state] of this.#states) {
      if (!wanted.has(id)) this.#remove(id, state);
    }
    const known = new Map(this.#states);
    this.#states.clear();
    const added: TargetHealth[] = [];
    const changed: [TargetHealth, Target][] = [];
    for (const target of targets) {
      const state = known.get(target.id) ?? this.#create(target);
      if (!known.has(target.id)) added.push(state);
      else if (state.target !== target) changed.push([state, target]);
      this.#states.set(target.id, state);
    }
    this.#indexModels();
    this.#revision++;
    // Nobody hears of a change before the list is whole again.
    for (const [state, target] of changed) this.#reconfigure(state, target);
    for (const state of added) this.events.emit('target.added', { state });
  }

  /** Shows an observation that was recorded. */
  publishObservation(state: TargetHealth, observation: Observation, isDriving: boolean): void {
    this.publishObservations({ state, observations: [observation], isDriving });
  }

  publishObservations(recorded: RecordedObservations): void {
    const { state, observations, isDriving } = recorded;
    for (const observation of observations) note(state, observation, isDriving);
    this.touch(state);
    this.events.emit('observations.recorded', recorded);
  }

  /** Takes up a verdict from before a restart, of which nobody is told. */
  resume(state: TargetHealth, verdict: Verdict, since: EpochMs): void {
    state.verdict = verdict;
    state.since = since;
    if (!state.isUsable) this.#unusableSince.set(state.target.id, since);
    state.revision++;
    this.#revision++;
  }

  /** Shows a verdict; says so when it differs from what was shown before. */
  publishVerdict(state: TargetHealth, to: Verdict, observation: Observation | null): void {
    const from = state.verdict;
    if (from === to) return;
    state.verdict = to;
    const at = this.#clock.now();
    this.touch(state);
    if (from.status === to.status) return;
    state.since = at;
    this.events.emit('status.changed', { state, from, to, at, observation });
    this.#noteUse(state, to.status, at);
  }

  publishCircuit(state: TargetHealth, to: CircuitState): void {
    const from = state.circuit;
    if (from === to) return;
    state.circuit = to;
    this.touch(state);
    const at = this.#clock.now();
    if (from.state !== to.state || from.forced !== to.forced) {
      this.events.emit('circuit.changed', { state, from, to, at });
    }
    this.#noteUse(state, state.verdict.status, at);
  }

  /** Shows what a provider's own page says; null ends it. */
  publishStatusPage(state: TargetHealth, page: StatusPage | null): void {
    state.statusPage = page;
    this.touch(state);
  }

  /** Marks that something shown beside the targets has changed. */
  markChanged(): void {
    this.#revision++;
  }

  /** Marks that something shown of a target has changed. */
  touch(state: TargetHealth): void {
    state.revision++;
    this.#revision++;
    this.events.emit('target.updated', { state });
  }

  /** A target has recovered once it is healthy again with its circuit closed, after it could not be used. */
  #noteUse(state: TargetHealth, status: Status, at: EpochMs): void {
    const { id } = state.target;
    // To be switched off is no outage.
    if (!state.target.provider.enabled) {
      this.#unusableSince.delete(id);
      return;
    }
    const since = this.#unusableSince.get(id);
    if (!state.isUsable) {
      if (since === undefined) this.#unusableSince.set(id, at);
    } else if (since !== undefined && status === 'healthy' && state.circuit.state === 'closed') {
      this.#unusableSince.delete(id);
      this.events.emit('target.recovered', { state, at, unusableForMs: at - since });
    }
  }

  #indexModels(): void {
    this.#models.clear();
    for (const state of this.#states.values()) {
      if (state.target.model === null) continue;
      const siblings = this.#models.get(state.target.provider.id);
      if (siblings === undefined) this.#models.set(state.target.provider.id, [state]);
      else siblings.push(state);
    }
  }

  #reconfigure(state: TargetHealth, target: Target): void {
    state.target = target;
    state.reconfigure();
    this.touch(state);
  }

  #remove(id: string, state: TargetHealth): void {
    this.#states.delete(id);
    this.#unusableSince.delete(id);
    state.release();
    this.events.emit('target.removed', { state });
  }
}

function note(state: TargetHealth, observation: Observation, isDriving: boolean): void {
  if (observation.ok && observation.at > (state.lastSuccessAt ?? 0)) state.lastSuccessAt = observation.at;
  if (observation.source === 'probe') noteCheck(state, observation);
  if (!observation.ok) state.recentFailures.push(observation);
  if (isDriving && observation.rateLimit !== null) state.rateLimit = observation.rateLimit;
}

function noteCheck(state: TargetHealth, check: Observation): void {
  if (check.at >= (state.lastCheck?.at ?? 0)) state.lastCheck = check;
  state.recentChecks.push(check);
}
