import type { MonotonicMs } from '../../clock/clock.ts';
import type { Delivery } from '../notification.ts';
import type { DeliveryChannels } from './delivery-channels.ts';
import type { DeliveryPlan } from './delivery-plan.ts';
import type { Moment, QueuedMessage } from './queued-message.ts';
import { RefreshSet, RESOLVED_KEPT_MS } from './refresh-set.ts';
import type { Sender } from './sender.ts';

export interface RefresherParts {
  readonly plan: DeliveryPlan;
  readonly channels: DeliveryChannels;
  readonly sender: Sender;
  readonly onRefreshed: () => void;
}

/** Tells receivers that forget again what fires, between messages and never across one. */
export class Refresher {
  readonly #parts: RefresherParts;
  readonly #sets = new Map<string, RefreshSet>();
  readonly #underWay = new Set<string>();

  constructor(parts: RefresherParts) {
    this.#parts = parts;
  }

  /** What was delivered before a restart, oldest first. */
  restore(past: readonly Delivery[], now: Moment): void {
    for (const { channelId, message, state, deliveredAt } of past) {
      if (state !== 'delivered' || this.#refreshMsOf(channelId) === null) continue;
      const agoMs = Math.min(RESOLVED_KEPT_MS, Math.max(0, now.at - (deliveredAt ?? now.at)));
      this.#setOf(channelId, now.atMs).note(message, now.atMs, agoMs);
    }
  }

  note({ channelId, message, state }: QueuedMessage, nowMs: MonotonicMs): void {
    if (state !== 'delivered' || this.#refreshMsOf(channelId) === null) return;
    this.#setOf(channelId, nowMs).note(message, nowMs);
  }

  turn(now: Moment): void {
    for (const [channelId, set] of this.#sets) {
      const refreshMs = this.#refreshMsOf(channelId);
      if (refreshMs === null) {
        this.#sets.delete(channelId);
        continue;
      }
      if (this.#underWay.has(channelId) || set.dueAtMs(refreshMs) > now.atMs) continue;
      const queue = this.#parts.plan.channel(channelId);
      queue.isHeld = true;
      if (queue.sending > 0) continue;
      this.#underWay.add(channelId);
      void this.#refresh(channelId, set, now);
    }
  }

  nextDueMs(): MonotonicMs {
    const due = [...this.#sets].map(([channelId, set]) =>
      this.#underWay.has(channelId) || this.#parts.plan.channel(channelId).isHeld
        ? Infinity
        : set.dueAtMs(this.#refreshMsOf(channelId) ?? Infinity),
    );
    return Math.min(Infinity, ...due);
  }

  /** What fails is told again next time anyway. */
  async #refresh(channelId: string, set: RefreshSet, now: Moment): Promise<void> {
    const queue = this.#parts.plan.channel(channelId);
    for (const message of set.take(now)) {
      const { outcome } = await this.#parts.sender.tell(channelId, message);
      queue.lastError = outcome.kind === 'delivered' ? null : outcome.error;
      if (outcome.kind !== 'delivered') break;
    }
    this.#underWay.delete(channelId);
    queue.isHeld = false;
    this.#parts.onRefreshed();
  }

  #setOf(channelId: string, nowMs: MonotonicMs): RefreshSet {
    const set = this.#sets.get(channelId) ?? new RefreshSet(channelId, nowMs);
    this.#sets.set(channelId, set);
    return set;
  }

  #refreshMsOf(channelId: string): number | null {
    return this.#parts.channels.get(channelId)?.refreshMs ?? null;
  }
}
