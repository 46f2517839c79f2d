import type { DeliveryChange, NewDelivery } from '../store/alert-store.ts';
import { BoundedMap } from './bounded-map.ts';
import type { QueuedMessage } from './queued-message.ts';
import { keysOf, type Settlement, SettlementLog } from './settlement-log.ts';

/** chosen: messages that are done with and remembered, so that none is taken in twice. */
const MOST_REMEMBERED = 20_000;

/** All messages that are not done with, and how far the store knows of them. */
export class MessageLedger {
  readonly #onDone: (queued: QueuedMessage) => void;
  readonly #queued = new Map<string, QueuedMessage>();
  /** Done with; a value where the store did not have the message by then. */
  readonly #done = new BoundedMap<DeliveryChange | null>(MOST_REMEMBERED);
  readonly #log = new SettlementLog();
  /** While the store is away, nothing waits for it. */
  #isStoreAway = false;

  /** @param onDone hears of each message that is done with and stored */
  constructor(onDone: (queued: QueuedMessage) => void) {
    this.#onDone = onDone;
  }

  get messages(): ReadonlyMap<string, QueuedMessage> {
    return this.#queued;
  }

  /** Changes that are not stored yet. */
  get unsettled(): number {
    return this.#log.size;
  }

  knows(key: string): boolean {
    return this.#queued.has(key) || this.#done.has(key);
  }

  add(queued: QueuedMessage): void {
    this.#queued.set(queued.key, queued);
  }

  /** It was done with in an earlier life. */
  rememberDone(key: string): void {
    this.#done.set(key, null);
  }

  /** It is to be taken in again. */
  forgetDone(key: string): void {
    this.#done.delete(key);
  }

  /** A message made here: the store has it before its receiver. */
  follow(queued: QueuedMessage, delivery: NewDelivery): void {
    this.#log.follow(delivery);
    queued.phase = this.#isStoreAway ? 'waiting' : 'unsettled';
  }

  /** Something new is known of a message; it goes on once that is stored. */
  record(queued: QueuedMessage): void {
    queued.phase = 'unsettled';
    if (queued.isStored) this.#log.put(queued.change());
    if (this.#isStoreAway || !queued.isStored) this.#release(queued);
  }

  /** Done with at once, since it is never sent: what takes its place waits for the store. */
  drop(queued: QueuedMessage): void {
    this.record(queued);
    if (this.#queued.has(queued.key)) this.#finish(queued);
  }

  /** The store has it now. True where it is known, and need not be taken in. */
  reconcile(key: string): boolean {
    const queued = this.#queued.get(key);
    if (queued !== undefined) {
      if (!queued.isStored && queued.attempts > 0) this.#log.put(queued.change());
      queued.isStored = true;
      return true;
    }
    const change = this.#done.get(key);
    if (change === undefined) return false;
    if (change !== null) this.#log.put(change);
    this.#done.set(key, null);
    return true;
  }

  /** What is to be stored next; null when nothing is. */
  settlement(): Settlement | null {
    return this.#log.take();
  }

  stored(settlement: Settlement): void {
    this.noteStoreAnswers();
    for (const key of keysOf(settlement)) {
      const queued = this.#queued.get(key);
      if (queued !== undefined && !this.#log.holds(key)) this.#release(queued);
    }
  }

  notStored(settlement: Settlement): void {
    this.#log.giveBack(settlement);
  }

  /** It takes what it is given. */
  noteStoreAnswers(): void {
    this.#isStoreAway = false;
  }

  /** Nothing waits for the store until it takes something again. */
  goOnWithoutStore(): void {
    if (this.#isStoreAway) return;
    this.#isStoreAway = true;
    for (const queued of this.#queued.values()) this.#release(queued);
  }

  #release(queued: QueuedMessage): void {
    if (queued.phase !== 'unsettled') return;
    if (queued.isDone) this.#finish(queued);
    else queued.phase = 'waiting';
  }

  #finish(queued: QueuedMessage): void {
    this.#queued.delete(queued.key);
    this.#done.set(queued.key, queued.isStored ? null : queued.change());
    this.#onDone(queued);
  }
}
