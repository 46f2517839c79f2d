import { setTimeout as delay } from 'node:timers/promises';
import type { Clock, EpochMs, MonotonicMs } from '../clock/clock.ts';
import type { HealthEvents } from '../health/health-events.ts';
import { type HistoryBounds, type HistoryLoss, HistoryQueue } from './history-queue.ts';
import type { ProbeSpend } from './history-record.ts';
import { HistoryRecorder } from './history-recorder.ts';
import type { HistoryBatch, HistoryStore } from './history-store.ts';

/** Where it is told when writing begins to fail and when it goes on; a Nest logger is one. */
export interface HistoryLog {
  log(facts: object, message: string): void;
  warn(facts: object, message: string): void;
}

/**
 * `failing` when the last write failed and is tried again, or does not end; `unavailable` when none has succeeded for a minute, or
 * since the start.
 */
export type HistoryWriterState = 'ok' | 'failing' | 'unavailable';

export interface HistoryWriterStatus {
  readonly state: HistoryWriterState;
  /** Waiting to be written. */
  readonly queued: number;
  readonly lost: Readonly<HistoryLoss>;
  readonly lastError: string | null;
  readonly lastWriteAt: EpochMs | null;
}

export interface HistoryWriterOptions {
  readonly store: HistoryStore;
  readonly clock: Clock;
  readonly log: HistoryLog;
  readonly bounds?: HistoryBounds;
  /** 0 … 1, another one in each process. */
  readonly random: number;
}

const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const UNAVAILABLE_AFTER_MS = 60_000;
/** A write usually takes milliseconds. */
const HANGING_AFTER_MS = 5_000;
/** Under this key is written now and then that we are alive: after a restart it tells how long nobody watched. */
export const ALIVE_KEY = 'alive';
const ALIVE_EVERY_MS = 5_000;

/** Brings what was recorded into the store, in one transaction each second; keeps it and tries again while it cannot. */
export class HistoryWriter {
  readonly #store: HistoryStore;
  readonly #clock: Clock;
  readonly #log: HistoryLog;
  readonly #queue: HistoryQueue;
  readonly #recorder: HistoryRecorder;
  #endListening: () => void = () => {};
  #writing: Promise<void> | null = null;
  #hasOpened = false;
  /** Before the first write, and after every failure: it may be another database that answers by then. */
  #needsOpen = true;
  #underWay: { readonly items: number; readonly sinceMs: MonotonicMs } | null = null;
  #lastError: string | null = null;
  #lastWriteAt: EpochMs | null = null;
  #failures = 0;
  #failingSinceMs: MonotonicMs | null = null;
  #retryAtMs = -Infinity;
  #aliveAtMs = -Infinity;

  constructor({ store, clock, log, bounds, random }: HistoryWriterOptions) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#queue = new HistoryQueue(bounds);
    this.#recorder = new HistoryRecorder(this.#queue, clock, random);
  }

  listen(events: HealthEvents): void {
    this.#endListening = this.#recorder.listen(events);
  }

  /** The whole of a target's day so far. */
  setSpend(spend: ProbeSpend): void {
    this.#queue.setSpend(spend);
  }

  /** Writes it with the next batch; of several under one key the newest counts. */
  saveState(key: string, value: string): void {
    this.#queue.setState({ key, value, at: this.#clock.now() });
  }

  /** To be called every second: writes what there is, unless a write is under way or it is too early for a retry. */
  tick(): Promise<void> {
    const nowMs = this.#clock.monotonicMs();
    for (const part of this.#recorder.minutes.letGo(this.#clock.now())) this.#queue.rollups.push(part);
    if (nowMs >= this.#aliveAtMs + ALIVE_EVERY_MS && this.#hasOpened) {
      this.saveState(ALIVE_KEY, '');
      this.#aliveAtMs = nowMs;
    }
    return nowMs < this.#retryAtMs ? Promise.resolve() : this.flush();
  }

  /** Tries to write what there is, now. Never rejects: what is wrong is in `describe()`. */
  flush(): Promise<void> {
    this.#writing ??= this.#attempt().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  describe(): HistoryWriterStatus {
    return {
      state: this.#state(),
      queued: this.#queue.size + this.#recorder.minutes.changedCount + (this.#underWay?.items ?? 0),
      lost: { ...this.#queue.lost },
      lastError: this.#lastError,
      lastWriteAt: this.#lastWriteAt,
    };
  }

  /** Writes what is left and closes the store, within the deadline; what cannot be written by then is lost. */
  async stop(deadlineMs: number): Promise<void> {
    this.#endListening();
    const late = new AbortController();
    const deadline = delay(deadlineMs, undefined, { ref: false, signal: late.signal }).catch(() => {});
    await Promise.race([this.#finish(), deadline]);
    late.abort();
    const { queued, lost, lastError } = this.describe();
    if (queued > 0) this.#log.warn({ queued, lost, error: lastError }, 'history left unwritten');
  }

  async #finish(): Promise<void> {
    // What is under way does not have the newest.
    await this.#writing;
    await this.flush();
    await this.#store.close();
  }

  async #attempt(): Promise<void> {
    // Records and the minutes that count them are written together: after a crash they still agree.
    const minutes = this.#recorder.minutes.takeChanged();
    const batch = this.#queue.take(this.#clock.now());
    const whole = { ...batch, rollups: [...batch.rollups, ...minutes] };
    this.#underWay = { items: sizeOf(whole), sinceMs: this.#clock.monotonicMs() };
    try {
      if (this.#needsOpen) await this.#store.open();
      this.#hasOpened = true;
      this.#needsOpen = false;
      if (sizeOf(whole) > 0) await this.#store.write(whole);
      this.#succeed(whole);
    } catch (error) {
      this.#queue.putBack(batch);
      this.#queue.addMissing(this.#recorder.minutes.restore(minutes));
      this.#fail(error);
    } finally {
      this.#underWay = null;
    }
  }

  #succeed(batch: HistoryBatch): void {
    if (sizeOf(batch) > 0) this.#lastWriteAt = this.#clock.now();
    if (this.#failures > 0)
      this.#log.log({ failed_attempts: this.#failures, lost: this.#queue.lost }, 'history is written again');
    this.#failures = 0;
    this.#failingSinceMs = null;
    this.#retryAtMs = -Infinity;
  }

  #fail(error: unknown): void {
    const nowMs = this.#clock.monotonicMs();
    this.#lastError = error instanceof Error ? error.message : String(error);
    if (this.#failures === 0)
      this.#log.warn({ error: this.#lastError }, 'history cannot be written, trying again');
    this.#needsOpen = true;
    this.#failingSinceMs ??= nowMs;
    this.#retryAtMs = nowMs + Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures++;
  }

  #state(): HistoryWriterState {
    if (!this.#hasOpened) return 'unavailable';
    const sinceMs = this.#failingSinceMs ?? this.#hangingSinceMs();
    if (sinceMs === null) return 'ok';
    return this.#clock.monotonicMs() - sinceMs < UNAVAILABLE_AFTER_MS ? 'failing' : 'unavailable';
  }

  #hangingSinceMs(): MonotonicMs | null {
    if (this.#underWay === null) return null;
    const { sinceMs } = this.#underWay;
    return this.#clock.monotonicMs() - sinceMs < HANGING_AFTER_MS ? null : sinceMs;
  }
}

function sizeOf({ records, rollups, transitions, circuits, spend, states }: HistoryBatch): number {
  const lists = [records, rollups, transitions, circuits, spend, states];
  return lists.reduce((sum, list) => sum + list.length, 0);
}
