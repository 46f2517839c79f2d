import type { MonotonicMs } from '../../clock/clock.ts';
import type { QueuedMessage } from './queued-message.ts';

/** chosen: enough that groups do not wait for each other, few enough for a receiver's own limits. */
const MOST_AT_ONCE = 4;
/** From so many failures in a row on a receiver counts as down, and is tried with one message at a time. */
export const FAILURES_OF_DOWN = 3;

/** What waits for one receiver: of each group one message after the other, in their order. */
export class ChannelQueue {
  readonly id: string;
  /** Groups with something to send; whoever had its turn goes to the end. */
  readonly #lanes = new Map<string, QueuedMessage[]>();
  #sending = 0;
  failuresInRow = 0;
  /** The receiver has said that nothing will ever work there again. */
  isGone = false;
  /** Everything stands still, since what is told again as a whole must not cross what is told once. */
  isHeld = false;
  lastError: string | null = null;

  constructor(id: string) {
    this.id = id;
  }

  get sending(): number {
    return this.#sending;
  }

  get isDown(): boolean {
    return this.failuresInRow >= FAILURES_OF_DOWN;
  }

  *[Symbol.iterator](): Generator<QueuedMessage> {
    for (const lane of this.#lanes.values()) yield* lane;
  }

  laneOf(groupKey: string): readonly QueuedMessage[] {
    return this.#lanes.get(groupKey) ?? [];
  }

  /** By the time at which they were made; mostly that is the end. */
  insert(queued: QueuedMessage): void {
    const { groupKey, createdAt } = queued.message;
    const lane = this.#lanes.get(groupKey) ?? [];
    const behind =
      queued.attempts === 0 ? -1 : lane.findIndex(({ message }) => message.createdAt > createdAt);
    lane.splice(behind === -1 ? lane.length : behind, 0, queued);
    this.#lanes.set(groupKey, lane);
  }

  remove(queued: QueuedMessage): void {
    const { groupKey } = queued.message;
    const lane = this.laneOf(groupKey).filter((each) => each !== queued);
    if (lane.length === 0) this.#lanes.delete(groupKey);
    else this.#lanes.set(groupKey, lane);
  }

  /** The first message of each group that is due, as many as may be under way. */
  take(nowMs: MonotonicMs): QueuedMessage[] {
    const taken: QueuedMessage[] = [];
    const most = this.isDown ? 1 : MOST_AT_ONCE;
    if (this.isHeld) return taken;
    for (const [groupKey, lane] of this.#lanes) {
      if (this.#sending >= most) break;
      const [first] = lane;
      if (first === undefined || first.phase !== 'waiting' || first.dueAtMs > nowMs) continue;
      first.phase = 'sending';
      this.#sending++;
      taken.push(first);
      this.#lanes.delete(groupKey);
      this.#lanes.set(groupKey, lane);
    }
    return taken;
  }

  finishOne(): void {
    this.#sending--;
  }

  /** When the next message may be sent; infinite while none can. */
  nextDueMs(): MonotonicMs {
    const isFull = this.#sending >= (this.isDown ? 1 : MOST_AT_ONCE);
    if (isFull || this.isHeld) return Infinity;
    let next = Infinity;
    for (const [first] of this.#lanes.values()) {
      if (first?.phase === 'waiting') next = Math.min(next, first.dueAtMs);
    }
    return next;
  }
}
