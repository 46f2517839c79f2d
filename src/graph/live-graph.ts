import type { EpochMs } from '../clock/clock.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { ServiceSettings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';
import { buildDependencyGraph, type DependencyGraph } from './dependency-graph.ts';
import { type GraphReport, reportGraph } from './graph-report.ts';
import { type Impact, impactOfFailures } from './impact.ts';

interface Drawn {
  readonly services: readonly ServiceSettings[];
  readonly targets: readonly Target[];
  readonly graph: DependencyGraph;
  readonly impact: readonly Impact[];
}

/** The graph of what is configured now. Drawn anew when the settings change, not when a status does. */
export class LiveGraph {
  readonly #registry: HealthRegistry;
  readonly #services: () => readonly ServiceSettings[];
  #drawn: Drawn | null = null;

  constructor(registry: HealthRegistry, services: () => readonly ServiceSettings[]) {
    this.#registry = registry;
    this.#services = services;
  }

  report(now: EpochMs): GraphReport {
    const { graph, impact } = this.#current();
    return reportGraph(graph, impact, (id) => this.#registry.get(id), now);
  }

  #current(): Drawn {
    const services = this.#services();
    const targets = Array.from(this.#registry.all(), (state) => state.target);
    if (this.#drawn === null || this.#drawn.services !== services || !isSame(this.#drawn.targets, targets)) {
      const graph = buildDependencyGraph(services, targets);
      this.#drawn = { services, targets, graph, impact: impactOfFailures(graph) };
    }
    return this.#drawn;
  }
}

function isSame(before: readonly Target[], now: readonly Target[]): boolean {
  return before.length === now.length && before.every((target, index) => target === now[index]);
}
