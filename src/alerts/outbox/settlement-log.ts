import type { DeliveryChange, NewDelivery } from '../store/alert-store.ts';
import { keyOf } from './queued-message.ts';

/** What is written at once. */
export interface Settlement {
  readonly changes: readonly DeliveryChange[];
  readonly followers: readonly NewDelivery[];
}

/** chosen: changes of one transaction: some 20 ms. */
const MOST_AT_ONCE = 500;

/** What is known of messages and not yet stored, in the order in which it came to be known. */
export class SettlementLog {
  readonly #changes = new Map<string, DeliveryChange>();
  readonly #followers = new Map<string, NewDelivery>();

  get size(): number {
    return this.#changes.size + this.#followers.size;
  }

  put(change: DeliveryChange): void {
    const key = keyOf(change.channelId, change.id);
    // To the end: what followed from it is stored no sooner than it.
    this.#changes.delete(key);
    this.#changes.set(key, change);
  }

  follow(delivery: NewDelivery): void {
    this.#followers.set(keyOf(delivery.channelId, delivery.message.id), delivery);
  }

  holds(key: string): boolean {
    return this.#changes.has(key) || this.#followers.has(key);
  }

  /** Null when there is nothing to write. */
  take(): Settlement | null {
    if (this.size === 0) return null;
    const followers = [...this.#followers.values()];
    // A message that takes the place of others must not be sent before it is stored that it does.
    const most = followers.length > 0 ? this.#changes.size : MOST_AT_ONCE;
    const changes = [...this.#changes.values()].slice(0, most);
    for (const { channelId, id } of changes) this.#changes.delete(keyOf(channelId, id));
    this.#followers.clear();
    return { changes, followers };
  }

  /** It could not be written; what has become known since is newer. */
  giveBack({ changes, followers }: Settlement): void {
    const newer = [...this.#changes.entries()];
    this.#changes.clear();
    for (const change of changes) this.put(change);
    for (const [, change] of newer) this.put(change);
    for (const follower of followers) this.follow(follower);
  }
}

export function keysOf({ changes, followers }: Settlement): string[] {
  return [
    ...changes.map(({ channelId, id }) => keyOf(channelId, id)),
    ...followers.map(({ channelId, message }) => keyOf(channelId, message.id)),
  ];
}
