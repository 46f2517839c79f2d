import type { MonotonicMs } from '../clock/clock.ts';

interface Entry {
  readonly id: string;
  intervalMs: number;
  /** Next moment of the fixed cadence; measured from the one before, so that lateness never adds up. */
  dueMs: MonotonicMs;
  /** An extra check before that, to settle something; Infinity when none is wanted. */
  expeditedMs: MonotonicMs;
  isInFlight: boolean;
  /** When its newest probe began. */
  startedMs: MonotonicMs;
}

export interface DueProbe {
  readonly id: string;
  /** When it should have started, for the schedule lag. */
  readonly dueMs: MonotonicMs;
}

/** chosen: targets start this far apart, so that a fresh start neither bursts nor keeps anybody waiting. */
const START_SPACING_MS = 25;

export interface ScheduleOptions {
  /** Share of an interval by which jitter may shorten it, 0 to 0.5. It never lengthens one. */
  readonly jitter: number;
  /** Random numbers in [0, 1). */
  readonly random: () => number;
  /** Told of a target that was due while its probe before was still under way. */
  readonly onOverrun?: (id: string) => void;
}

/** When each target is to be probed. Decides only; time is passed in and nothing is run here. */
export class ProbeSchedule {
  readonly #entries = new Map<string, Entry>();
  readonly #options: ScheduleOptions;
  /** No entry is due before this: most ticks have nothing to do, and need not look. */
  #nextDueMs: MonotonicMs = Infinity;
  #overruns = 0;

  constructor(options: ScheduleOptions) {
    this.#options = options;
  }

  /** How often a target was due while its probe before was still under way. */
  get overruns(): number {
    return this.#overruns;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Schedules exactly these targets; those that stay keep their cadence unless their interval changed. */
  set(targets: readonly { readonly id: string; readonly intervalMs: number }[], nowMs: MonotonicMs): void {
    const wanted = new Set(targets.map(({ id }) => id));
    for (const id of this.#entries.keys()) if (!wanted.has(id)) this.#entries.delete(id);
    let started = 0;
    for (const { id, intervalMs } of targets) {
      const entry = this.#entries.get(id);
      if (entry === undefined) {
        const dueMs = nowMs + started++ * Math.min(START_SPACING_MS, intervalMs / targets.length);
        this.#entries.set(id, {
          id,
          intervalMs,
          dueMs,
          expeditedMs: Infinity,
          isInFlight: false,
          startedMs: nowMs,
        });
      } else if (entry.intervalMs !== intervalMs) {
        entry.intervalMs = intervalMs;
        entry.dueMs = Math.min(entry.dueMs, nowMs + intervalMs);
      }
    }
    this.#nextDueMs = nowMs;
  }

  /** When a target is due next; null where it is not scheduled. */
  nextMs(id: string): MonotonicMs | null {
    const entry = this.#entries.get(id);
    return entry === undefined ? null : Math.min(entry.dueMs, entry.expeditedMs);
  }

  /** Wants a check no later than this, beside the cadence. */
  expedite(id: string, atMs: MonotonicMs): void {
    const entry = this.#entries.get(id);
    if (entry === undefined || atMs >= entry.dueMs) return;
    entry.expeditedMs = Math.min(entry.expeditedMs, atMs);
    this.#nextDueMs = Math.min(this.#nextDueMs, entry.expeditedMs);
  }

  /** Takes up to `limit` targets that are due, marked as under way until `finish`. The longest waiting come first. */
  take(nowMs: MonotonicMs, limit: number): DueProbe[] {
    if (nowMs < this.#nextDueMs || limit <= 0) return [];
    const due: DueProbe[] = [];
    for (const entry of this.#entries.values()) {
      if (Math.min(entry.dueMs, entry.expeditedMs) > nowMs) continue;
      if (entry.isInFlight) this.#skipOverrun(entry, nowMs);
      else due.push({ id: entry.id, dueMs: Math.min(entry.dueMs, entry.expeditedMs) });
    }
    due.sort((a, b) => a.dueMs - b.dueMs);
    const taken = due.slice(0, limit);
    for (const { id } of taken) this.#start(this.#entries.get(id)!, nowMs);
    this.#nextDueMs = due.length > taken.length ? nowMs : this.#earliest();
    return taken;
  }

  /** Marks a target as under way although it was not due, as for a check on demand; false if it already is. */
  begin(id: string, nowMs: MonotonicMs): boolean {
    const entry = this.#entries.get(id);
    if (entry === undefined || entry.isInFlight) return false;
    entry.isInFlight = true;
    entry.startedMs = nowMs;
    entry.expeditedMs = Infinity;
    return true;
  }

  finish(id: string): void {
    const entry = this.#entries.get(id);
    if (entry !== undefined) entry.isInFlight = false;
  }

  #start(entry: Entry, nowMs: MonotonicMs): void {
    entry.isInFlight = true;
    entry.startedMs = nowMs;
    entry.expeditedMs = Infinity;
    if (entry.dueMs <= nowMs) this.#advance(entry, nowMs);
  }

  /**
   * The probe before has not come back: this turn is left out, counted, and the cadence goes on. If that probe was an
   * extra one, the cadence moves up: nobody waits for longer than an interval after a start.
   */
  #skipOverrun(entry: Entry, nowMs: MonotonicMs): void {
    entry.expeditedMs = Infinity;
    if (entry.dueMs > nowMs) return;
    this.#overruns++;
    this.#options.onOverrun?.(entry.id);
    this.#advance(entry, nowMs);
    const passed = Math.floor((nowMs - entry.startedMs) / entry.intervalMs);
    entry.dueMs = Math.min(entry.dueMs, entry.startedMs + entry.intervalMs * (passed + 1));
  }

  #advance(entry: Entry, nowMs: MonotonicMs): void {
    const { jitter, random } = this.#options;
    const missed = Math.max(0, Math.floor((nowMs - entry.dueMs) / entry.intervalMs));
    entry.dueMs += entry.intervalMs * (missed + 1 - jitter * random());
  }

  #earliest(): MonotonicMs {
    let earliest = Infinity;
    for (const { dueMs, expeditedMs } of this.#entries.values()) {
      earliest = Math.min(earliest, dueMs, expeditedMs);
    }
    return earliest;
  }
}
