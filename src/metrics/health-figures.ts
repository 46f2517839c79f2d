import type { Clock } from '../clock/clock.ts';
import type { EgressState } from '../health/egress/egress-watch.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import { healthView } from './health.view.ts';

/** The health of all targets for those who read JSON. */
export class HealthFigures {
  readonly #registry: HealthRegistry;
  readonly #egress: () => EgressState;
  readonly #clock: Clock;

  constructor(registry: HealthRegistry, egress: () => EgressState, clock: Clock) {
    this.#registry = registry;
    this.#egress = egress;
    this.#clock = clock;
  }

  json(): string {
    return JSON.stringify(healthView([...this.#registry.all()], this.#egress(), this.#clock.now()));
  }
}
