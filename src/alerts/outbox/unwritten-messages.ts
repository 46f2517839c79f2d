import type { MonotonicMs } from '../../clock/clock.ts';
import type { AlertMessage } from '../notification.ts';
import type { NewDelivery } from '../store/alert-store.ts';
import { BoundedMap } from './bounded-map.ts';
import { keyOf } from './queued-message.ts';

/** chosen: critical messages that a store is given and does not take. */
const MOST_KEPT = 10_000;
/** chosen: longer than a store that is merely slow takes; shorter than a person in an outage should wait. */
export const STORE_PATIENCE_MS = 5_000;

interface Waiting {
  readonly delivery: NewDelivery;
  readonly sinceMs: MonotonicMs;
}

/** Critical messages that the store was given and has not taken: they do not wait for it for ever. */
export class UnwrittenMessages {
  readonly #waiting = new BoundedMap<Waiting>(MOST_KEPT);

  get size(): number {
    return this.#waiting.size;
  }

  /** The store is given these now; one that it is given again has waited since the first time. */
  begin(deliveries: readonly NewDelivery[], nowMs: MonotonicMs): void {
    for (const delivery of deliveries.filter(({ message }) => isCritical(message))) {
      const key = keyOf(delivery.channelId, delivery.message.id);
      if (!this.#waiting.has(key)) this.#waiting.set(key, { delivery, sinceMs: nowMs });
    }
  }

  written(deliveries: readonly NewDelivery[]): void {
    for (const { channelId, message } of deliveries) this.#waiting.delete(keyOf(channelId, message.id));
  }

  /** Those that have waited long enough, in their order; each is given out once. */
  takeOverdue(nowMs: MonotonicMs): NewDelivery[] {
    const overdue = [...this.#waiting].filter(([, { sinceMs }]) => nowMs - sinceMs >= STORE_PATIENCE_MS);
    for (const [key] of overdue) this.#waiting.delete(key);
    return overdue.map(([, { delivery }]) => delivery);
  }

  nextDueMs(): MonotonicMs {
    const [first] = this.#waiting;
    return first === undefined ? Infinity : first[1].sinceMs + STORE_PATIENCE_MS;
  }
}

function isCritical({ notices }: AlertMessage): boolean {
  return notices.some(({ alert }) => alert.severity === 'critical');
}
