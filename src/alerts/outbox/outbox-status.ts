import type { EpochMs } from '../../clock/clock.ts';
import type { DeliveryPlan } from './delivery-plan.ts';
import type { OutcomeCounts, Sender } from './sender.ts';

/** How it goes with one receiver. */
export interface ChannelStatus {
  readonly id: string;
  readonly pending: number;
  /** Since the start. */
  readonly attempts: Readonly<OutcomeCounts>;
  readonly failuresInRow: number;
  /** It has said that nothing will ever work there again. */
  readonly isGone: boolean;
  /** Free of secrets; null while it works. */
  readonly lastError: string | null;
}

/** How it goes with telling people. */
export interface OutboxStatus {
  /** False until what was left behind by an earlier process is known. */
  readonly isLoaded: boolean;
  readonly pending: number;
  /** Age of the oldest message that waits, milliseconds; null when none does. */
  readonly oldestPendingMs: number | null;
  /** Given up, and kept for somebody to look at. */
  readonly dead: number;
  /** Sent although the store did not take them, since the start. */
  readonly sentUnstored: number;
  readonly channels: readonly ChannelStatus[];
}

export function channelStatuses(plan: DeliveryPlan, sender: Sender, ids: readonly string[]): ChannelStatus[] {
  const pending = new Map<string, number>();
  for (const { channelId } of plan.ledger.messages.values()) {
    pending.set(channelId, (pending.get(channelId) ?? 0) + 1);
  }
  const known = new Set([...ids, ...[...plan.channels].map(({ id }) => id)]);
  return [...known].map((id) => {
    const { failuresInRow, isGone, lastError } = plan.channel(id);
    const attempts = sender.counts.get(id) ?? { delivered: 0, retry: 0, refused: 0, gone: 0 };
    return { id, pending: pending.get(id) ?? 0, attempts, failuresInRow, isGone, lastError };
  });
}

export function oldestPendingMs(plan: DeliveryPlan, now: EpochMs): number | null {
  let oldest = Infinity;
  for (const { message } of plan.ledger.messages.values()) oldest = Math.min(oldest, message.createdAt);
  return oldest === Infinity ? null : Math.max(0, now - oldest);
}
