import type { EpochMs, MonotonicMs } from '../../clock/clock.ts';
import type { AlertMessage, Delivery, DeliveryState } from '../notification.ts';
import type { DeliveryChange, NewDelivery } from '../store/alert-store.ts';

/** Wall time for what is stored and shown, monotonic time for waiting. */
export interface Moment {
  readonly at: EpochMs;
  readonly atMs: MonotonicMs;
}

/**
 * `unsettled` holds a message, and those behind it, until what is known of it is stored: what a crash would make
 * us send again must not have been followed by anything.
 */
export type Phase = 'waiting' | 'sending' | 'unsettled';

const NO_ANSWER = 'no answer within ';

/** What is said of an attempt that was given up; a restart must know it again. */
export function noAnswer(timeoutMs: number): string {
  return `${NO_ANSWER}${timeoutMs / 1_000} s`;
}

function isUncertain(lastError: string | null): boolean {
  return lastError?.startsWith(NO_ANSWER) ?? false;
}

export function keyOf(channelId: string, messageId: string): string {
  return `${channelId}\n${messageId}`;
}

/** One message to one receiver, as long as it is not done with. */
export class QueuedMessage {
  readonly message: AlertMessage;
  readonly channelId: string;
  readonly key: string;
  readonly queuedAtMs: MonotonicMs;
  phase: Phase = 'waiting';
  state: DeliveryState = 'pending';
  attempts = 0;
  lastError: string | null = null;
  lastAttemptAt: EpochMs | null = null;
  nextAttemptAt: EpochMs | null;
  deliveredAt: EpochMs | null = null;
  followedBy: string | null = null;
  dueAtMs: MonotonicMs;
  /** False only while the store, which should have it first, does not take it. */
  isStored = true;
  /** An attempt was made of which nobody knows how it ended. */
  mayHaveArrived = false;

  constructor({ message, channelId, notBefore }: NewDelivery, now: Moment) {
    this.message = message;
    this.channelId = channelId;
    this.key = keyOf(channelId, message.id);
    this.queuedAtMs = now.atMs;
    this.nextAttemptAt = notBefore;
    this.dueAtMs = now.atMs + Math.max(0, notBefore - now.at);
  }

  /** As an earlier process left it. */
  static restored(delivery: Delivery, now: Moment): QueuedMessage {
    const { message, channelId, attempts, lastError, lastAttemptAt, nextAttemptAt, followedBy } = delivery;
    const queued = new QueuedMessage({ message, channelId, notBefore: nextAttemptAt ?? now.at }, now);
    Object.assign(queued, { attempts, lastError, lastAttemptAt, followedBy });
    // An attempt may have been under way when that process ended, unless none was due yet.
    const mayHaveBegun = nextAttemptAt === null || nextAttemptAt <= now.at;
    queued.mayHaveArrived = mayHaveBegun || isUncertain(lastError);
    return queued;
  }

  /** Whether it tells of something that goes on. */
  get fires(): boolean {
    return this.message.notices.some(({ alert }) => alert.state !== 'resolved');
  }

  get isCritical(): boolean {
    return this.message.notices.some(({ alert }) => alert.severity === 'critical');
  }

  get isDone(): boolean {
    return this.state !== 'pending';
  }

  end(state: Exclude<DeliveryState, 'pending'>, followedBy: string | null = this.followedBy): void {
    this.state = state;
    this.nextAttemptAt = null;
    this.followedBy = followedBy;
  }

  waitUntil(waitMs: number, now: Moment): void {
    this.nextAttemptAt = Math.round(now.at + waitMs);
    this.dueAtMs = now.atMs + waitMs;
  }

  change(): DeliveryChange {
    const { channelId, state, attempts, lastError, lastAttemptAt, nextAttemptAt, deliveredAt, followedBy } =
      this;
    const id = this.message.id;
    return {
      id,
      channelId,
      state,
      attempts,
      lastError,
      lastAttemptAt,
      nextAttemptAt,
      deliveredAt,
      followedBy,
    };
  }
}
