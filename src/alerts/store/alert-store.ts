import type { EpochMs } from '../../clock/clock.ts';
import type { Alert } from '../alert.ts';
import type { AlertMessage, Delivery, DeliveryState } from '../notification.ts';
import type { Silence } from '../suppression/silence.ts';

/** What a lifecycle must remember over a restart beside its alerts: groups, cool-downs, reminders. */
export interface SavedLifecycle {
  readonly key: string;
  /** JSON, as its owner writes it. */
  readonly value: string;
}

/** A message for one channel, to be delivered from a moment on. */
export interface NewDelivery {
  readonly message: AlertMessage;
  readonly channelId: string;
  readonly notBefore: EpochMs;
}

/** What belongs together: all of it is written or nothing. Writing it twice does nothing more. */
export interface AlertCommit {
  readonly at: EpochMs;
  /** The whole of each alert as it is now. */
  readonly alerts: readonly Alert[];
  readonly deliveries: readonly NewDelivery[];
  readonly lifecycle: readonly SavedLifecycle[];
  readonly silences: readonly Silence[];
}

/** Everything that a restart must know. */
export interface SavedAlerts {
  /** Pending and firing ones, and those that ended so lately that they still matter (cool-down). */
  readonly alerts: readonly Alert[];
  readonly lifecycle: readonly SavedLifecycle[];
  readonly silences: readonly Silence[];
}

export interface AlertQuery {
  readonly state: 'firing' | 'resolved' | 'all';
  readonly severity: string | null;
  readonly targetId: string | null;
  /** 1 to 1000. */
  readonly limit: number;
  /** Goes on behind this one; null begins. */
  readonly after: string | null;
}

export interface DeliveryQuery {
  readonly state: DeliveryState | 'all';
  readonly channelId: string | null;
  readonly limit: number;
  readonly after: string | null;
}

export interface Page<T> {
  /** Newest first. */
  readonly items: readonly T[];
  readonly next: string | null;
}

/** What an attempt changed of a delivery. */
export interface DeliveryChange {
  readonly id: string;
  readonly channelId: string;
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly lastError: string | null;
  readonly lastAttemptAt: EpochMs | null;
  readonly nextAttemptAt: EpochMs | null;
  readonly deliveredAt: EpochMs | null;
  readonly followedBy: string | null;
}

/**
 * Where alerts and what is told of them are kept, in one database, so that a change and its message stand or fall
 * together. Every method may reject; nothing that was rejected has been written in part.
 */
export abstract class AlertStore {
  /** Brings the tables to their newest form. May be repeated until it succeeds; everything else needs it. */
  abstract open(): Promise<void>;
  abstract commit(change: AlertCommit): Promise<void>;
  abstract load(): Promise<SavedAlerts>;

  abstract alerts(query: AlertQuery): Promise<Page<Alert>>;
  abstract alert(id: string): Promise<Alert | null>;
  /** Of these alerts, oldest first. */
  abstract deliveriesOf(alertIds: readonly string[]): Promise<ReadonlyMap<string, readonly Delivery[]>>;

  /** All that are still to be delivered, in the order in which they were made. */
  abstract pending(): Promise<readonly Delivery[]>;
  abstract deliveries(query: DeliveryQuery): Promise<Page<Delivery>>;
  /** Those of one message, one for each channel. */
  abstract delivery(id: string): Promise<readonly Delivery[]>;
  /** Writes what became of attempts, and what takes their place, at once. */
  abstract settle(changes: readonly DeliveryChange[], followers: readonly NewDelivery[]): Promise<void>;

  /** Deletes a portion of what ended before; true when there is more to do. */
  abstract prune(endedBefore: EpochMs): Promise<boolean>;
}
