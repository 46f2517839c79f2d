import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../clock/clock.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { OutboxLog } from './outbox-log.ts';
import type { Outbox } from './outbox.ts';

/** chosen: between two portions, so that commits go first. */
const PAUSE_MS = 20;

export interface AlertUpkeepParts {
  readonly store: AlertStore;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly log: OutboxLog;
  /** How long what has ended is kept, milliseconds. */
  readonly keptMs: () => number;
}

/** Lets go of alerts and messages that ended long ago, portion by portion. */
export class AlertUpkeep {
  readonly #parts: AlertUpkeepParts;
  #round: Promise<void> | null = null;
  #isFailing = false;
  #isStopped = false;

  constructor(parts: AlertUpkeepParts) {
    this.#parts = parts;
  }

  /** Never rejects; one that is under way goes on. */
  run(): Promise<void> {
    this.#round ??= this.#prune().finally(() => {
      this.#round = null;
    });
    return this.#round;
  }

  stop(): void {
    this.#isStopped = true;
  }

  async #prune(): Promise<void> {
    const { store, outbox, clock, keptMs, log } = this.#parts;
    try {
      while (!this.#isStopped && (await store.prune(clock.now() - keptMs()))) {
        await delay(PAUSE_MS, undefined, { ref: false });
      }
      if (!this.#isStopped) await outbox.recount();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn({ err: error }, 'old alerts cannot be deleted, trying again');
      this.#isFailing = true;
    }
  }
}
