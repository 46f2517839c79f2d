import type { HealthRegistry } from '../health/health-registry.ts';
import type { TargetHealth } from '../health/target-health.ts';
import { familyHeader } from './exposition.ts';
import type { TargetFamily } from './target-families.ts';
import { TargetSeries } from './target-series.ts';

/** The metrics of every target: gauges read from the registry, counters fed by its events. */
export class TargetMetrics {
  readonly #registry: HealthRegistry;
  /** Kept by the state itself, so that the series of a removed target go with it, whatever is still heard of it. */
  readonly #series = new WeakMap<TargetHealth, TargetSeries>();

  constructor(registry: HealthRegistry) {
    this.#registry = registry;
    registry.events.on('observations.recorded', ({ state, observations }) => {
      this.#seriesOf(state).record(observations);
    });
    registry.events.on('status.changed', ({ state, to }) => {
      const series = this.#seriesOf(state);
      series.counts.statusChanges[to.status]++;
      series.outdate('changes');
    });
    registry.events.on('probe.overrun', ({ targetId }) => this.#countOverrun(targetId));
    registry.events.on('target.removed', ({ state }) => void this.#series.delete(state));
  }

  /** The exposition of these families, in pieces to be joined. */
  chunks(families: readonly TargetFamily[]): Buffer[] {
    const all = Array.from(this.#registry.all(), (state) => this.#seriesOf(state));
    for (const series of all) series.refresh();
    const chunks: Buffer[] = [];
    for (const family of families) {
      chunks.push(Buffer.from(familyHeader(family)));
      for (const series of all) chunks.push(series.chunk(family));
    }
    return chunks;
  }

  #countOverrun(targetId: string): void {
    const state = this.#registry.get(targetId);
    if (state === undefined) return;
    const series = this.#seriesOf(state);
    series.counts.overruns++;
    series.outdate('overruns');
  }

  #seriesOf(state: TargetHealth): TargetSeries {
    let series = this.#series.get(state);
    if (series === undefined) {
      series = new TargetSeries(state);
      this.#series.set(state, series);
    }
    return series;
  }
}
