import type { PoolChange } from './changes/pool-change.ts';

/** Hears of changes synchronously; what it throws is logged. */
export type RoutingListener = (change: PoolChange) => void;

/** Tells who wants to know (`routing.changed`) of every turn of the advice. */
export class RoutingEvents {
  readonly #listeners = new Set<RoutingListener>();
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  /** Returns the function that ends the subscription. */
  onChange(listener: RoutingListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A listener that fails is reported and passed over. */
  emit(change: PoolChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }
}
