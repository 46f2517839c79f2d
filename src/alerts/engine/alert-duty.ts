import { setTimeout as delay } from 'node:timers/promises';
import type { EpochMs } from '../../clock/clock.ts';
import type { AlertSettings } from '../../settings/alert-settings.ts';
import type { BurnRefill } from '../burn/burn-refill.ts';
import type { AlertStore } from '../store/alert-store.ts';
import type { AlertEngine } from './alert-engine.ts';
import type { CommitLog, CommitQueue } from './commit-queue.ts';

export interface AlertDutyParts {
  readonly engine: AlertEngine;
  readonly store: AlertStore;
  readonly commits: CommitQueue;
  readonly refill: BurnRefill;
  readonly log: CommitLog;
}

const DAY_MS = 86_400_000;
/** A store that is there answers in a fraction of it; one that is not must not hold up the start. */
const START_WAIT_MS = 2_000;
/** chosen: portions of a prune leave the store to others in between. */
const PRUNE_PAUSE_MS = 20;

/**
 * Brings the engine what it remembers, and its decisions to the store. Until the past is known nothing is decided:
 * who knows of what would be told of it again. The store is asked until it answers.
 */
export class AlertDuty {
  readonly #parts: AlertDutyParts;
  #loading: Promise<void> | null = null;
  #isReady = false;
  #isFailing = false;
  #isStopped = false;
  #pruning: Promise<void> | null = null;

  constructor(parts: AlertDutyParts) {
    this.#parts = parts;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /** Hears of health, and takes up what was before a restart. Never rejects. */
  async start(): Promise<void> {
    this.#parts.engine.listen();
    await Promise.race([this.#load(), delay(START_WAIT_MS, undefined, { ref: false })]);
  }

  /** To be called once a second. */
  tick(settings: AlertSettings): void {
    const { engine, commits, refill } = this.#parts;
    engine.apply(settings);
    if (!this.#isReady) return void this.#load();
    engine.tick();
    void commits.flush();
    void refill.turn();
  }

  /** Deletes what ended so many days ago, in portions. Never rejects. */
  prune(now: EpochMs, retentionDays: number): Promise<void> {
    this.#pruning ??= this.#prune(now - retentionDays * DAY_MS).finally(() => {
      this.#pruning = null;
    });
    return this.#pruning;
  }

  /** Writes what waits, as far as the time allows. */
  async stop(withinMs: number): Promise<void> {
    this.#isStopped = true;
    await Promise.race([this.#parts.commits.flush(), delay(withinMs, undefined, { ref: false })]);
  }

  #load(): Promise<void> {
    this.#loading ??= this.#restore().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #restore(): Promise<void> {
    const { engine, store, log } = this.#parts;
    try {
      await store.open();
      engine.restore(await store.load());
      this.#isReady = true;
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) log.warn({ err: error }, 'alerts of before cannot be read, trying again');
      this.#isFailing = true;
    }
  }

  async #prune(endedBefore: EpochMs): Promise<void> {
    const { store, log } = this.#parts;
    try {
      while (!this.#isStopped && (await store.prune(endedBefore))) await delay(PRUNE_PAUSE_MS);
    } catch (error) {
      log.warn({ err: error }, 'alerts that ended long ago could not be deleted, trying again later');
    }
  }
}
