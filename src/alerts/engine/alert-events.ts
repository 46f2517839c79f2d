import type { Alert } from '../alert.ts';

/** What others can hear of alerts, in the order in which it happens. */
export interface AlertEventMap {
  'alert.firing': { readonly alert: Alert };
  'alert.resolved': { readonly alert: Alert };
  /** Anything else that an answer shows: severity, acknowledgement, what holds it back. */
  'alert.updated': { readonly alert: Alert };
  /** Messages have been stored and wait to be delivered. */
  'deliveries.stored': { readonly count: number };
}

type Name = keyof AlertEventMap;
type Listener<N extends Name> = (event: AlertEventMap[N]) => void;

/** A listener that fails is reported and passed over. */
export class AlertEvents {
  readonly #listeners = new Map<Name, Set<Listener<never>>>();
  readonly #onListenerError: (name: Name, error: unknown) => void;

  constructor(onListenerError: (name: Name, error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** Returns the function that ends the subscription. */
  on<N extends Name>(name: N, listener: Listener<N>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  emit<N extends Name>(name: N, event: AlertEventMap[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        (listener as Listener<N>)(event);
      } catch (error) {
        this.#onListenerError(name, error);
      }
    }
  }
}
