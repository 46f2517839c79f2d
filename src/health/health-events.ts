import type { EpochMs } from '../clock/clock.ts';
import type { Observation } from '../observations/observation.ts';
import type { CircuitState } from './circuit-state.ts';
import type { EgressState } from './egress/egress-watch.ts';
import type { ProviderIncident } from './status-page.ts';
import type { Verdict } from './status.ts';
import type { TargetHealth } from './target-health.ts';

export interface StatusChange {
  readonly state: TargetHealth;
  readonly from: Verdict;
  readonly to: Verdict;
  readonly at: EpochMs;
  /** What brought it about; null when time alone did (staleness, windows that empty, egress). */
  readonly observation: Observation | null;
}

export interface CircuitChange {
  readonly state: TargetHealth;
  readonly from: CircuitState;
  readonly to: CircuitState;
  readonly at: EpochMs;
}

export interface IncidentNews {
  readonly state: TargetHealth;
  readonly incident: ProviderIncident;
  readonly kind: 'opened' | 'updated' | 'resolved';
  readonly at: EpochMs;
}

/** Observations of one target that were recorded, in their order: one, or successes that came together. */
export interface RecordedObservations {
  readonly state: TargetHealth;
  readonly observations: readonly Observation[];
  /** False where they arrived out of order. */
  readonly isDriving: boolean;
}

/** What the rest of the house can hear of health, in the order in which it happens. */
export interface HealthEventMap {
  'observations.recorded': RecordedObservations;
  'status.changed': StatusChange;
  'circuit.changed': CircuitChange;
  /** What a provider's own page says of an incident; a watch that ends, ends what it knew. */
  'incident.changed': IncidentNews;
  /** A target can be used again after an outage: callers may reconnect. */
  'target.recovered': { state: TargetHealth; at: EpochMs; unusableForMs: number };
  /** The server reports another version than before. */
  'version.changed': { state: TargetHealth; from: string; to: string; at: EpochMs };
  /** The server has restarted since it was last asked. */
  'target.restarted': { state: TargetHealth; at: EpochMs };
  /** Something that an answer shows has changed, of whatever kind. */
  'target.updated': { state: TargetHealth };
  'target.added': { state: TargetHealth };
  'target.removed': { state: TargetHealth };
  /** A scheduled probe has begun, this long after it was due. */
  'probe.started': { targetId: string; lagMs: number };
  /** A probe has ended, scheduled or not. */
  'probe.ended': { targetId: string };
  /** A target was due while its probe before was still under way; that turn was left out. */
  'probe.overrun': { targetId: string };
  'egress.changed': { from: EgressState; to: EgressState; at: EpochMs };
}

type Name = keyof HealthEventMap;
type Listener<N extends Name> = (event: HealthEventMap[N]) => void;

/** A listener that fails is reported and passed over: nobody who listens can stop the monitoring. */
export class HealthEvents {
  readonly #listeners = new Map<Name, Listener<never>[]>();
  readonly #onListenerError: (name: Name, error: unknown) => void;

  constructor(onListenerError: (name: Name, error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** Returns the function that ends the subscription. */
  on<N extends Name>(name: N, listener: Listener<N>): () => void {
    const listeners = [...(this.#listeners.get(name) ?? []), listener];
    this.#listeners.set(name, listeners);
    return () => this.#off(name, listener);
  }

  emit<N extends Name>(name: N, event: HealthEventMap[N]): void {
    const listeners = this.#listeners.get(name) as Listener<N>[] | undefined;
    if (listeners === undefined) return;
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#onListenerError(name, error);
      }
    }
  }

  #off<N extends Name>(name: N, listener: Listener<N>): void {
    const listeners = this.#listeners.get(name) ?? [];
    this.#listeners.set(
      name,
      listeners.filter((each) => each !== (listener as unknown)),
    );
  }
}
