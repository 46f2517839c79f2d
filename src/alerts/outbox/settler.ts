import type { Clock, MonotonicMs } from '../../clock/clock.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { MessageLedger } from './message-ledger.ts';
import type { OutboxLog } from './outbox-log.ts';
import type { Settlement } from './settlement-log.ts';
import { STORE_PATIENCE_MS } from './unwritten-messages.ts';

/** chosen: a store that has just failed is asked again after so long. */
const RETRY_MS = 1_000;

export interface SettlerParts {
  readonly store: AlertStore;
  readonly ledger: MessageLedger;
  readonly clock: Clock;
  readonly log: OutboxLog;
  /** After each write, whatever became of it. */
  readonly onWritten: () => void;
}

/** Stores what became of messages: one write at a time, with all that has come to be known meanwhile. */
export class Settler {
  readonly #parts: SettlerParts;
  #write: Promise<void> | null = null;
  #begunMs: MonotonicMs = -Infinity;
  #retryAtMs: MonotonicMs = -Infinity;
  #failingSinceMs: MonotonicMs | null = null;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
  }

  /** Begins a write, if there is something to write and none is under way. */
  flush(): void {
    if (this.#write !== null || this.#parts.clock.monotonicMs() < this.#retryAtMs) return;
    const settlement = this.#parts.ledger.settlement();
    if (settlement === null) return;
    this.#begunMs = this.#parts.clock.monotonicMs();
    this.#write = this.#attempt(settlement).finally(() => {
      this.#write = null;
      this.#parts.onWritten();
    });
  }

  /** The store has taken nothing for so long that nothing should wait for it. */
  isStoreAway(nowMs: MonotonicMs): boolean {
    return nowMs >= this.#awayAtMs();
  }

  /** When there is something to do again. */
  nextDueMs(nowMs: MonotonicMs): MonotonicMs {
    const awayAtMs = this.#awayAtMs();
    const away = awayAtMs > nowMs ? awayAtMs : Infinity;
    const isWaiting = this.#write === null && this.#parts.ledger.unsettled > 0;
    return Math.min(away, isWaiting ? this.#retryAtMs : Infinity);
  }

  /** One last try to write all, and no other. */
  async drain(): Promise<void> {
    await this.#write;
    for (;;) {
      const settlement = this.#parts.ledger.settlement();
      if (settlement === null) return;
      this.#begunMs = this.#parts.clock.monotonicMs();
      await this.#attempt(settlement);
      if (this.#failingSinceMs !== null) return;
    }
  }

  #awayAtMs(): MonotonicMs {
    const stuck = this.#write === null ? Infinity : this.#begunMs;
    return Math.min(stuck, this.#failingSinceMs ?? Infinity) + STORE_PATIENCE_MS;
  }

  async #attempt(settlement: Settlement): Promise<void> {
    const { store, ledger, clock, log } = this.#parts;
    try {
      await store.settle(settlement.changes, settlement.followers);
      ledger.stored(settlement);
      if (this.#failingSinceMs !== null) log.log({}, 'notifications are stored again');
      this.#failingSinceMs = null;
    } catch (error) {
      ledger.notStored(settlement);
      if (this.#failingSinceMs === null) {
        log.warn({ err: error }, 'what became of notifications cannot be stored, trying again');
      }
      this.#failingSinceMs ??= this.#begunMs;
      this.#retryAtMs = clock.monotonicMs() + RETRY_MS;
    }
  }
}
