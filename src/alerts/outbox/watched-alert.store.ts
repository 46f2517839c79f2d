import type { EpochMs } from '../../clock/clock.ts';
import type { Alert } from '../alert.ts';
import type { Delivery } from '../notification.ts';
import {
  type AlertCommit,
  type AlertQuery,
  AlertStore,
  type DeliveryChange,
  type DeliveryQuery,
  type NewDelivery,
  type Page,
  type SavedAlerts,
} from '../store/alert-store.ts';

/** Who hears of what the store is given, and of what it has taken. */
export interface CommitListener {
  committing(deliveries: readonly NewDelivery[]): void;
  committed(deliveries: readonly NewDelivery[]): void;
  /** Some that ended long ago are gone. */
  pruned(): void;
}

/** A store whose commits the outbox hears of: it need not read them, and knows of those that cannot be written. */
export class WatchedAlertStore extends AlertStore {
  readonly #store: AlertStore;
  readonly #listener: CommitListener;

  constructor(store: AlertStore, listener: CommitListener) {
    super();
    this.#store = store;
    this.#listener = listener;
  }

  open(): Promise<void> {
    return this.#store.open();
  }

  async commit(change: AlertCommit): Promise<void> {
    this.#listener.committing(change.deliveries);
    await this.#store.commit(change);
    this.#listener.committed(change.deliveries);
  }

  load(): Promise<SavedAlerts> {
    return this.#store.load();
  }

  alerts(query: AlertQuery): Promise<Page<Alert>> {
    return this.#store.alerts(query);
  }

  alert(id: string): Promise<Alert | null> {
    return this.#store.alert(id);
  }

  deliveriesOf(alertIds: readonly string[]): Promise<ReadonlyMap<string, readonly Delivery[]>> {
    return this.#store.deliveriesOf(alertIds);
  }

  pending(): Promise<readonly Delivery[]> {
    return this.#store.pending();
  }

  deliveries(query: DeliveryQuery): Promise<Page<Delivery>> {
    return this.#store.deliveries(query);
  }

  delivery(id: string): Promise<readonly Delivery[]> {
    return this.#store.delivery(id);
  }

  settle(changes: readonly DeliveryChange[], followers: readonly NewDelivery[]): Promise<void> {
    return this.#store.settle(changes, followers);
  }

  async prune(endedBefore: EpochMs): Promise<boolean> {
    const hasMore = await this.#store.prune(endedBefore);
    if (!hasMore) this.#listener.pruned();
    return hasMore;
  }
}
