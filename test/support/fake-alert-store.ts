import type { Alert } from '../../src/alerts/alert.ts';
import type { Delivery } from '../../src/alerts/notification.ts';
import {
  type AlertCommit,
  type AlertQuery,
  AlertStore,
  type DeliveryChange,
  type DeliveryQuery,
  type NewDelivery,
  type Page,
  type SavedAlerts,
  type SavedLifecycle,
} from '../../src/alerts/store/alert-store.ts';
import type { Silence } from '../../src/alerts/suppression/silence.ts';

/** Keeps everything in memory; fails, or hangs, when told to. */
export class FakeAlertStore extends AlertStore {
  readonly alertsById = new Map<string, Alert>();
  readonly lifecycle = new Map<string, SavedLifecycle>();
  readonly silences = new Map<string, Silence>();
  readonly deliveriesByKey = new Map<string, Delivery>();
  readonly commits: AlertCommit[] = [];
  /** Deliveries that were stored a second time. */
  readonly repeated: NewDelivery[] = [];
  fault: Error | null = null;

  open(): Promise<void> {
    return this.#answer(() => undefined);
  }

  commit(change: AlertCommit): Promise<void> {
    return this.#answer(() => {
      this.commits.push(change);
      for (const alert of change.alerts) {
        // One that has ended stays so, as in the database.
        const isEnded = this.alertsById.get(alert.id)?.state === 'resolved';
        if (!isEnded || alert.state === 'resolved') this.alertsById.set(alert.id, alert);
      }
      for (const saved of change.lifecycle) this.lifecycle.set(saved.key, saved);
      for (const silence of change.silences) this.silences.set(silence.id, silence);
      for (const delivery of change.deliveries) this.#add(delivery);
    });
  }

  load(): Promise<SavedAlerts> {
    return this.#answer(() => ({
      alerts: [...this.alertsById.values()],
      lifecycle: [...this.lifecycle.values()],
      silences: [...this.silences.values()],
    }));
  }

  alerts({ state, severity, targetId, limit, after }: AlertQuery): Promise<Page<Alert>> {
    return this.#answer(() => {
      const meant = [...this.alertsById.values()]
        .filter((alert) => state === 'all' || alert.state === state)
        .filter((alert) => severity === null || alert.severity === severity)
        .filter((alert) => targetId === null || alert.targetId === targetId)
        .toSorted((a, b) => b.since - a.since || (a.id < b.id ? 1 : -1));
      const start = after === null ? 0 : meant.findIndex(({ id }) => id === after) + 1;
      const items = meant.slice(start, start + limit);
      return { items, next: start + limit < meant.length ? items.at(-1)!.id : null };
    });
  }

  alert(id: string): Promise<Alert | null> {
    return this.#answer(() => this.alertsById.get(id) ?? null);
  }

  deliveriesOf(alertIds: readonly string[]): Promise<ReadonlyMap<string, readonly Delivery[]>> {
    return this.#answer(
      () =>
        new Map(
          alertIds.map((id) => [
            id,
            [...this.deliveriesByKey.values()].filter(({ message }) =>
              message.notices.some(({ alert }) => alert.id === id),
            ),
          ]),
        ),
    );
  }

  pending(): Promise<readonly Delivery[]> {
    return this.#answer(() => [...this.deliveriesByKey.values()].filter(({ state }) => state === 'pending'));
  }

  deliveries({ limit }: DeliveryQuery): Promise<Page<Delivery>> {
    return this.#answer(() => ({ items: [...this.deliveriesByKey.values()].slice(0, limit), next: null }));
  }

  delivery(id: string): Promise<readonly Delivery[]> {
    return this.#answer(() => [...this.deliveriesByKey.values()].filter(({ message }) => message.id === id));
  }

  settle(_changes: readonly DeliveryChange[], followers: readonly NewDelivery[]): Promise<void> {
    return this.#answer(() => {
      for (const follower of followers) this.#add(follower);
    });
  }

  prune(endedBefore: number): Promise<boolean> {
    return this.#answer(() => {
      for (const [id, { resolvedAt }] of this.alertsById) {
        if (resolvedAt !== null && resolvedAt < endedBefore) this.alertsById.delete(id);
      }
      return false;
    });
  }

  #add(delivery: NewDelivery): void {
    const { message, channelId, notBefore } = delivery;
    const key = `${message.id} ${channelId}`;
    if (this.deliveriesByKey.has(key)) return void this.repeated.push(delivery);
    this.deliveriesByKey.set(key, {
      message,
      channelId,
      state: 'pending',
      attempts: 0,
      lastError: null,
      lastAttemptAt: null,
      nextAttemptAt: notBefore,
      deliveredAt: null,
      followedBy: null,
    });
  }

  async #answer<T>(make: () => T): Promise<T> {
    await Promise.resolve();
    if (this.fault !== null) throw this.fault;
    return make();
  }
}
