import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { Observation } from '../observations/observation.ts';

/** Successes of one target that come one behind the other, recorded and not yet shown: they are shown together. */
export class SuccessRun {
  readonly #registry: HealthRegistry;
  #state: TargetHealth | null = null;
  #isDriving = true;
  #observations: Observation[] = [];

  constructor(registry: HealthRegistry) {
    this.#registry = registry;
  }

  /** Whose they are, where they are of the target with that id. */
  stateOf(targetId: string): TargetHealth | undefined {
    const state = this.#state;
    return state !== null && state.target.id === targetId ? state : undefined;
  }

  /** Shows what is there first where this one is of another kind. @returns whether a run begins with it */
  add(state: TargetHealth, success: Observation, isDriving: boolean): boolean {
    const isFirst = this.#state !== state || this.#isDriving !== isDriving;
    if (isFirst) this.end();
    this.#state = state;
    this.#isDriving = isDriving;
    this.#observations.push(success);
    return isFirst;
  }

  /** Shows what is there. */
  end(): void {
    const state = this.#state;
    if (state === null) return;
    const observations = this.#observations;
    this.#state = null;
    this.#observations = [];
    this.#registry.publishObservations({ state, observations, isDriving: this.#isDriving });
  }
}
