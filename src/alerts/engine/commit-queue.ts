import type { Alert } from '../alert.ts';
import type { AlertCommit, AlertStore, NewDelivery, SavedLifecycle } from '../store/alert-store.ts';
import type { Silence } from '../suppression/silence.ts';

export interface CommitLog {
  warn(facts: object, message: string): void;
}

/** chosen: a day of messages of a bad day; alerts are as many as there are conditions. */
const MOST_DELIVERIES = 10_000;

/**
 * What is still to be written, in order. While the store is away, what belongs to the same alert is written once, as
 * it is by then; the messages all. A write that hangs holds up the writing and nothing else.
 */
export class CommitQueue {
  readonly #store: AlertStore;
  readonly #log: CommitLog;
  readonly #onStored: (deliveries: number) => void;
  #waiting: Merged | null = null;
  #underWay: Promise<void> | null = null;
  #isFailing = false;
  /** Messages that were lost because they could not be stored, since the start. */
  lostDeliveries = 0;

  constructor(store: AlertStore, log: CommitLog, onStored: (deliveries: number) => void) {
    this.#store = store;
    this.#log = log;
    this.#onStored = onStored;
  }

  /** Alerts and messages that wait to be written. */
  get depth(): number {
    return this.#waiting?.size ?? 0;
  }

  get isFailing(): boolean {
    return this.#isFailing;
  }

  push(commit: AlertCommit): void {
    this.#waiting ??= new Merged();
    this.#waiting.add(commit);
    this.lostDeliveries += this.#waiting.trim(MOST_DELIVERIES);
  }

  /** Writes what waits; to be called once a second. Never rejects. */
  flush(): Promise<void> {
    this.#underWay ??= this.#write().finally(() => {
      this.#underWay = null;
    });
    return this.#underWay;
  }

  async #write(): Promise<void> {
    while (this.#waiting !== null) {
      const taken = this.#waiting;
      this.#waiting = null;
      try {
        await this.#store.commit(taken.commit());
      } catch (error) {
        if (!this.#isFailing) this.#log.warn({ err: error }, 'alerts cannot be stored, trying again');
        this.#isFailing = true;
        this.#putBack(taken);
        return;
      }
      this.#isFailing = false;
      if (taken.deliveries.length > 0) this.#onStored(taken.deliveries.length);
    }
  }

  /** Before what came meanwhile. */
  #putBack(taken: Merged): void {
    if (this.#waiting !== null) taken.add(this.#waiting.commit());
    this.#waiting = taken;
    this.lostDeliveries += taken.trim(MOST_DELIVERIES);
  }
}

class Merged {
  #at = 0;
  readonly #alerts = new Map<string, Alert>();
  readonly #lifecycle = new Map<string, SavedLifecycle>();
  readonly #silences = new Map<string, Silence>();
  deliveries: NewDelivery[] = [];

  get size(): number {
    return this.#alerts.size + this.deliveries.length;
  }

  add({ at, alerts, deliveries, lifecycle, silences }: AlertCommit): void {
    this.#at = Math.max(this.#at, at);
    for (const alert of alerts) this.#alerts.set(alert.id, alert);
    for (const saved of lifecycle) this.#lifecycle.set(saved.key, saved);
    for (const silence of silences) this.#silences.set(silence.id, silence);
    this.deliveries = [...this.deliveries, ...deliveries];
  }

  /** Lets go of the oldest messages beyond so many, and says how many they were. */
  trim(most: number): number {
    const excess = Math.max(0, this.deliveries.length - most);
    if (excess > 0) this.deliveries = this.deliveries.slice(excess);
    return excess;
  }

  commit(): AlertCommit {
    return {
      at: this.#at,
      alerts: [...this.#alerts.values()],
      deliveries: this.deliveries,
      lifecycle: [...this.#lifecycle.values()],
      silences: [...this.#silences.values()],
    };
  }
}
