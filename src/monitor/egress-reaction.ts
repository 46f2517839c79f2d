import type { Clock } from '../clock/clock.ts';
import type { HealthEventMap } from '../health/health-events.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { Monitor } from './monitor.ts';
import type { ObservationPipeline } from './observation-pipeline.ts';

/** While our own egress is down no external target is judged; once it is back, each starts afresh and is asked. */
export class EgressReaction {
  readonly #registry: HealthRegistry;
  readonly #pipeline: ObservationPipeline;
  readonly #monitor: Monitor;
  readonly #clock: Clock;

  constructor(registry: HealthRegistry, pipeline: ObservationPipeline, monitor: Monitor, clock: Clock) {
    this.#registry = registry;
    this.#pipeline = pipeline;
    this.#monitor = monitor;
    this.#clock = clock;
    registry.events.on('egress.changed', (event) => this.#react(event));
  }

  #react({ from, to }: HealthEventMap['egress.changed']): void {
    this.#registry.markChanged();
    const isBack = from === 'down' && to === 'ok';
    for (const state of this.#registry.all()) {
      if (!state.target.isExternal) continue;
      if (isBack) state.assessor.restart(this.#clock.monotonicMs(), state.windows);
      state.amend({ egress: to });
      this.#pipeline.reassess(state);
      if (isBack && state.target.model === null) this.#monitor.probeAfresh(state.target.id);
    }
  }
}
