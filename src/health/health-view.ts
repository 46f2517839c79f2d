import type { EpochMs } from '../clock/clock.ts';
import type { CircuitState } from './circuit-state.ts';
import type { HealthRegistry } from './health-registry.ts';
import type { Verdict } from './status.ts';
import { snapshotOf, type TargetSnapshot } from './target-snapshot.ts';

/** What an application can hear of health. Each event carries its target as it was then. */
export interface HealthViewEvents {
  /** Another status than before. */
  'status.changed': { target: TargetSnapshot; from: Verdict; to: Verdict; at: EpochMs };
  /** A circuit opened, closed, is tried again, or was forced. */
  'circuit.changed': { target: TargetSnapshot; from: CircuitState; to: CircuitState; at: EpochMs };
  /** Usable again after an outage of `unusableForMs` milliseconds: time to reconnect. */
  'target.recovered': { target: TargetSnapshot; at: EpochMs; unusableForMs: number };
}

/**
 * The health of all targets, read in the process: from memory, without a request, and without a way to change it.
 * Injected like any provider of Nest, into whatever class of the application.
 *
 * @example
 * ```ts
 * constructor(health: HealthView) {
 *   health.on('target.recovered', ({ target }) => this.reconnect(target.id));
 * }
 * ```
 */
export class HealthView {
  readonly #registry: HealthRegistry;

  /** @internal Made by `BellwetherModule`. */
  constructor(registry: HealthRegistry) {
    this.#registry = registry;
  }

  /**
   * @param id of a provider or of a model: `openai`, `openai/gpt-5-mini`
   * @returns undefined where nobody watches it
   */
  get(id: string): TargetSnapshot | undefined {
    const state = this.#registry.get(id);
    return state === undefined ? undefined : snapshotOf(state);
  }

  /** Every target in the order of the settings, models behind their providers. */
  all(): readonly TargetSnapshot[] {
    return Array.from(this.#registry.all(), snapshotOf);
  }

  /** Whether it should be sent work; false where nobody watches it. Cheaper than `get`: it makes nothing. */
  isUsable(id: string): boolean {
    return this.#registry.get(id)?.isUsable ?? false;
  }

  /**
   * Hears of changes, in the order in which they happen, and synchronously: what takes long belongs elsewhere. A listener
   * that throws is logged and harms nobody.
   *
   * @returns ends the subscription
   */
  on<Name extends keyof HealthViewEvents>(
    name: Name,
    listener: (event: HealthViewEvents[Name]) => void,
  ): () => void {
    return this.#registry.events.on<keyof HealthViewEvents>(name, ({ state, ...event }) =>
      listener({ ...event, target: snapshotOf(state) } as HealthViewEvents[Name]),
    );
  }
}
