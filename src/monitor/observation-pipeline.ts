import type { Clock } from '../clock/clock.ts';
import type { EgressWatch } from '../health/egress/egress-watch.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { Observation } from '../observations/observation.ts';
import { SuccessRun } from './success-run.ts';

/**
 * The order in which an observation travels, from any source: record → assess → publish. All of it is synchronous;
 * who listens to what is published sits behind a queue of its own if it is slow.
 */
export class ObservationPipeline {
  readonly #registry: HealthRegistry;
  readonly #egress: EgressWatch;
  readonly #clock: Clock;

  constructor(registry: HealthRegistry, egress: EgressWatch, clock: Clock) {
    this.#registry = registry;
    this.#egress = egress;
    this.#clock = clock;
  }

  /** False when nobody watches that target. */
  accept(observation: Observation): boolean {
    const state = this.#registry.get(observation.targetId);
    if (state === undefined) return false;
    this.#acceptOf(state, observation);
    return true;
  }

  /**
   * Takes in many, in their order, as one by one; but a target that is healthy is looked at again only once a failure
   * comes, or at the end, and what went well since is shown together: a success among successes changes nothing that
   * could not wait so long.
   *
   * @param onDefect told of one that could not be taken in; the others go on
   */
  acceptAll(observations: readonly Observation[], onDefect: (error: unknown) => void): void {
    const run = new SuccessRun(this.#registry);
    const unassessed = new Set<TargetHealth>();
    for (const observation of observations) {
      try {
        this.#acceptInto(run, unassessed, observation);
      } catch (error) {
        onDefect(error);
      }
    }
    run.end();
    for (const state of unassessed) this.reassess(state);
  }

  #acceptInto(run: SuccessRun, unassessed: Set<TargetHealth>, observation: Observation): void {
    const state = run.stateOf(observation.targetId) ?? this.#registry.get(observation.targetId);
    if (state === undefined) return;
    if (observation.ok && state.verdict.status === 'healthy') {
      this.#egress.observe(state.target, observation);
      const isFirst = run.add(state, observation, this.#record(state, observation));
      if (isFirst) unassessed.add(state);
    } else {
      run.end();
      unassessed.delete(state);
      this.#acceptOf(state, observation);
    }
  }

  #acceptOf(state: TargetHealth, observation: Observation): void {
    this.#egress.observe(state.target, observation);
    const judged = this.#blameOurselves(state, observation);
    this.#registry.publishObservation(state, judged, this.#record(state, judged));
    this.reassess(state, judged);
  }

  /** False where it drives nothing. */
  #record(state: TargetHealth, judged: Observation): boolean {
    this.#noteStart(state, judged);
    state.windows.record(judged);
    return state.assessor.observe(judged, state.windows);
  }

  /** A check tells whether the server is still starting; a call that went through tells that it no longer is. */
  #noteStart(state: TargetHealth, { source, ok, blame, isStarting }: Observation): void {
    if (blame === 'local' || (source !== 'probe' && !ok)) return;
    const isSaid = isStarting === true;
    if (state.conditions.isStarting !== isSaid) state.amend({ isStarting: isSaid });
  }

  /** Looks again at a target whose circumstances changed: time passed, a model fell, the egress broke. */
  reassess(state: TargetHealth, observation: Observation | null = null): void {
    const nowMs = this.#clock.monotonicMs();
    const verdict = state.assessor.assess(nowMs, state.windows, state.conditions);
    this.#registry.publishVerdict(state, verdict, observation);
    if (state.target.model !== null) this.#tellProvider(state);
  }

  /** A provider whose model is unhealthy is degraded itself. */
  #tellProvider(model: TargetHealth): void {
    const provider = this.#registry.get(model.target.provider.id);
    if (provider === undefined) return;
    const isUnhealthy = model.verdict.status === 'unhealthy';
    const { unhealthyModels } = provider.conditions;
    const name = model.target.model!;
    if (isUnhealthy === unhealthyModels.includes(name)) return;
    const others = unhealthyModels.filter((each) => each !== name);
    provider.amend({ unhealthyModels: isUnhealthy ? [...others, name] : others });
    this.reassess(provider);
  }

  /** A network failure while our own egress is down says nothing of the provider. */
  #blameOurselves(state: TargetHealth, observation: Observation): Observation {
    const { failure } = observation;
    const isNetwork = failure === 'network' || failure === 'timeout';
    const isOurs = isNetwork && state.target.isExternal && this.#egress.state === 'down';
    return isOurs ? { ...observation, blame: 'local' } : observation;
  }
}
