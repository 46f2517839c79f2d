import type { EpochMs } from '../clock/clock.ts';
import type { Alert } from './alert.ts';

/** Why a message goes out, as receivers and the audit read it. */
export type NotificationReason =
  | 'first'
  | 'new_alerts'
  | 'some_resolved'
  | 'all_resolved'
  | 'fired_and_resolved'
  | 'reminder'
  | 'escalation'
  | 'severity_changed'
  | 'acknowledged'
  | 'acknowledgement_expired'
  | 'suppression_ended'
  | 'flapping'
  | 'digest'
  | 'failover'
  | 'test';

/** What applications do meanwhile. */
export interface AlertAdvice {
  /** Ids of the targets that are in use instead; empty when there are none, or nothing is to be replaced. */
  readonly using: readonly string[];
}

/** An alert as it is told, and as it was when the message was made: a message that is late tells no other story. */
export interface AlertNotice {
  readonly alert: Alert;
  /** The provider's or model's name, for people; null where the alert has no target. */
  readonly targetName: string | null;
  readonly advice: AlertAdvice;
}

/** One message to one receiver. */
export interface AlertMessage {
  /**
   * What a receiver tells repetitions by: computed from what is told to whom, so that it is the same after a crash.
   * Letters, digits, `_` and `-`, at most 64.
   */
  readonly id: string;
  readonly reason: NotificationReason;
  readonly createdAt: EpochMs;
  /** Alerts that belong together; stable while any of them is open. */
  readonly groupKey: string;
  /** At least one; firing ones first. */
  readonly notices: readonly AlertNotice[];
}

/** `collapsed` was overtaken before it was sent: its news are told by a later one. */
export type DeliveryState = 'pending' | 'delivered' | 'dead' | 'collapsed';

/** One message in the outbox and what has become of it. */
export interface Delivery {
  readonly message: AlertMessage;
  readonly channelId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  /** Free of secrets; null before the first failure. */
  readonly lastError: string | null;
  readonly lastAttemptAt: EpochMs | null;
  /** Null once it is delivered, dead or collapsed. */
  readonly nextAttemptAt: EpochMs | null;
  readonly deliveredAt: EpochMs | null;
  /** The message that took its place, or went to a second channel after it; null mostly. */
  readonly followedBy: string | null;
}
