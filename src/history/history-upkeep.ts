import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock/clock.ts';
import type { HistoryStore, UpkeepResult } from './history-store.ts';
import type { HistoryLog } from './history-writer.ts';
import { type Retention, tightened } from './retention.ts';

export interface UpkeepLimits {
  readonly retention: Retention;
  readonly maxBytes: number;
}

export interface HistoryUpkeepOptions {
  readonly store: HistoryStore;
  readonly clock: Clock;
  readonly log: HistoryLog;
  readonly limits: () => UpkeepLimits;
  /** Between two portions, so that writes and questions go first. */
  readonly pause?: () => Promise<void>;
}

/** chosen: with portions of some 5 ms the store is busy with itself for a fifth of its time at most. */
const PAUSE_MS = 20;
const PRUNE_EVERY_MS = 600_000;
/** How much less is kept when the store is too big, and how it goes back when there is room again. */
const TIGHTER = 0.8;
const ROOM_SHARE = 0.7;
const SMALLEST_SHARE = 0.01;

/** Merges roll-ups and deletes what need not be kept, in the background and in small portions. */
export class HistoryUpkeep {
  readonly #options: HistoryUpkeepOptions;
  readonly #pause: () => Promise<void>;
  #round: Promise<void> | null = null;
  #prunedAtMs = -Infinity;
  /** How much of what the settings say is kept; less than 1 while that would be too big. */
  #share = 1;
  #isFailing = false;
  #isStopped = false;

  constructor(options: HistoryUpkeepOptions) {
    this.#options = options;
    this.#pause = options.pause ?? (() => delay(PAUSE_MS, undefined, { ref: false }));
  }

  /** Of what the settings ask to keep, 0 to 1. */
  get keptShare(): number {
    return this.#share;
  }

  /** To be called every minute; one that is under way goes on. Never rejects. */
  run(): Promise<void> {
    this.#round ??= this.#attempt().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  /** No portion begins from now on. */
  stop(): void {
    this.#isStopped = true;
  }

  async #attempt(): Promise<void> {
    const { store, clock, log } = this.#options;
    try {
      await this.#portions(() => store.compact(clock.now()));
      if (clock.monotonicMs() >= this.#prunedAtMs + PRUNE_EVERY_MS) {
        await this.#prune();
        this.#prunedAtMs = clock.monotonicMs();
      }
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn({ err: error }, 'history upkeep failed, trying again');
      this.#isFailing = true;
    }
  }

  async #prune(): Promise<void> {
    const { store, clock, log, limits } = this.#options;
    const { retention, maxBytes } = limits();
    for (;;) {
      const kept = tightened(retention, this.#share);
      await this.#portions(() => store.prune(kept, clock.now()));
      const bytes = await store.sizeBytes();
      if (bytes <= maxBytes || this.#share <= SMALLEST_SHARE || this.#isStopped) {
        if (bytes < maxBytes * ROOM_SHARE) this.#share = Math.min(1, this.#share / TIGHTER);
        return;
      }
      this.#share *= TIGHTER;
      log.warn({ bytes, max_bytes: maxBytes, kept_share: this.#share }, 'history is too big, keeping less');
    }
  }

  async #portions(next: () => Promise<UpkeepResult>): Promise<void> {
    while (!this.#isStopped) {
      const { hasMore } = await next();
      if (!hasMore) return;
      await this.#pause();
    }
  }
}
