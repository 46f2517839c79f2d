import { type LatencySketch } from './latency-sketch.ts';
import { LOG_CAPACITY, ObservationLogs, UNITS_PER_MS, withoutLatency } from './observation-logs.ts';
import { SlotWindows } from './slot-windows.ts';
import { type Measure, type Tally, type WindowSummary, measureIndexOf } from './window-summary.ts';
import { WindowView } from './window-view.ts';
import { SLOT_MS, WINDOW_NAMES, WINDOW_SLOTS, type WindowName, slotOf, windowIndexOf } from './windows.ts';

/** Names the windows of one series. Valid until released; then it may name another's. */
export type Handle = number;

/** One window at one moment. Made to be kept and filled anew by who reads often. */
export interface WindowQuery {
  handle: Handle;
  window: WindowName;
  nowMs: number;
  /** Leaves out what was observed earlier: -Infinity, or exactly the moment of the last `cut`. */
  sinceMs: number;
}

/** What was measured of one call; NaN where it is not known. */
export interface CallMeasures {
  latencyMs: number;
  ttftMs: number;
  tokensPerSecond: number;
}

const OK = 0;
/** Also how a success without a latency looks like: `withoutLatency(OK)`. */
const NOT_MEASURED = -1;
/** As many newest observations stay in the log, so that a window that holds no more is exact. */
const KEPT_IN_LOG = LOG_CAPACITY / 2;

/**
 * Rolling windows of 1, 5 and 15 minutes for many series, in steps of 5 s. All times are monotonic milliseconds.
 *
 * Why this layout: over 1,000 series at random the cost of recording is cache misses, so that an object a
 * series (300 ns) loses against flat arrays. Recording therefore touches only a log of 64 entries in flat arrays. The
 * log alone serves a series that is merely probed: exact percentiles in a kilobyte. When it fills up within 15 minutes
 * its older half is folded, 32 entries in one visit, into the slots and running sums of `SlotWindows`, which also
 * spreads their cost over 32 records and absorbs what comes late. A series that falls silent loses them again.
 *
 * Latencies are kept to the nanosecond; those of failures are not recorded. Outcome 0 is success.
 */
export class WindowPool {
  readonly #checkLogs: ObservationLogs;
  readonly #callLogs: ObservationLogs;
  readonly #slots: (SlotWindows | null)[] = [];
  readonly #cutsMs: number[] = [];
  readonly #view: WindowView;

  /** `countsAsFailure[code]` says whether that outcome is a health failure; its length is the number of codes. */
  constructor(countsAsFailure: readonly boolean[]) {
    this.#checkLogs = new ObservationLogs(1, countsAsFailure);
    this.#callLogs = new ObservationLogs(3, countsAsFailure);
    this.#view = new WindowView(this.#checkLogs, countsAsFailure);
  }

  /** One measure (latency) for checks, three (time to first token and tokens per second too) for calls. */
  open(measures: 1 | 3): Handle {
    const logs = measures === 1 ? this.#checkLogs : this.#callLogs;
    const handle = logs.open() * 2 + (measures === 1 ? 0 : 1);
    this.#slots[handle] = null;
    this.#cutsMs[handle] = Infinity;
    return handle;
  }

  release(handle: Handle): void {
    this.#slots[handle] = null;
    this.#logsOf(handle).release(handle >>> 1);
  }

  /** False if the observation is older than all windows and so was not recorded. NaN: no latency known. */
  record(handle: Handle, atMs: number, outcome: number, latencyMs: number): boolean {
    const logs = this.#logsOf(handle);
    const position = this.#place(logs, handle, atMs);
    if (position < 0) return false;
    logs.countOutcome(handle >>> 1, outcome);
    const { entries } = logs;
    if (outcome === OK) storeValue(entries, position + 1, latencyMs);
    else entries[position + 1] = withoutLatency(outcome);
    if (logs.measures > 1) {
      entries[position + 2] = NOT_MEASURED;
      entries[position + 3] = NOT_MEASURED;
    }
    return true;
  }

  /** `record` with all that is measured of a call. */
  recordCall(handle: Handle, atMs: number, outcome: number, measured: CallMeasures): boolean {
    const logs = this.#logsOf(handle);
    if (outcome !== OK || logs.measures === 1) return this.record(handle, atMs, outcome, measured.latencyMs);
    const position = this.#place(logs, handle, atMs);
    if (position < 0) return false;
    logs.countOutcome(handle >>> 1, OK);
    storeValue(logs.entries, position + 1, measured.latencyMs);
    storeValue(logs.entries, position + 2, measured.ttftMs);
    storeValue(logs.entries, position + 3, measured.tokensPerSecond);
    return true;
  }

  /**
   * Lets later reads leave out what was observed before this moment, exactly. To be called when the moment has come:
   * of more than 32 observations that are already newer, some may be left out too.
   */
  cut(handle: Handle, atMs: number): void {
    this.#cutsMs[handle] = atMs;
    this.#slots[handle]?.cut(atMs);
  }

  tally(query: WindowQuery, into: Tally): void {
    this.#viewOf(query).tally(into);
  }

  /** A quantile (0 … 1) by nearest rank, of latency [milliseconds] unless told; null without a sample. */
  quantile(query: WindowQuery, q: number, measure: Measure = 'latency'): number | null {
    return this.#viewOf(query).gather(measureIndexOf(measure)).quantile(q);
  }

  summary(handle: Handle, window: WindowName, nowMs: number): WindowSummary {
    return this.#viewOf({ handle, window, nowMs, sinceMs: -Infinity }).summary();
  }

  /** A sketch of what one window holds, to merge with those of other targets or replicas, or to store. */
  sketch(handle: Handle, window: WindowName, nowMs: number, measure: Measure): LatencySketch {
    return this.#viewOf({ handle, window, nowMs, sinceMs: -Infinity }).sketch(measureIndexOf(measure));
  }

  /** When the content of some window next changes merely because time passes; Infinity when all are empty. */
  nextChangeAt(handle: Handle, nowMs: number): number {
    let next = Infinity;
    for (const window of WINDOW_NAMES) {
      const oldest = this.#viewOf({ handle, window, nowMs, sinceMs: -Infinity }).oldestSlot();
      if (oldest !== null) next = Math.min(next, (oldest + WINDOW_SLOTS[windowIndexOf(window)]) * SLOT_MS);
    }
    return next;
  }

  /** The memory that a series takes, its share of the flat arrays included. */
  bytesOf(handle: Handle): number {
    return this.#logsOf(handle).bytesPerSeries + (this.#slots[handle]?.byteLength ?? 0);
  }

  #logsOf(handle: Handle): ObservationLogs {
    return (handle & 1) === 0 ? this.#checkLogs : this.#callLogs;
  }

  #place(logs: ObservationLogs, handle: Handle, atMs: number): number {
    const series = handle >>> 1;
    if (logs.lengths[series] === LOG_CAPACITY) this.#makeRoom(logs, handle);
    return logs.insert(series, atMs);
  }

  #makeRoom(logs: ObservationLogs, handle: Handle): void {
    const series = handle >>> 1;
    logs.dropExpired(series);
    if ((logs.lengths[series] as number) < LOG_CAPACITY) return;
    const slots =
      this.#slots[handle] ?? this.#startSlots(handle, slotOf(logs.oldestAtMs(series)), logs.measures);
    slots.fold(logs, series, (logs.lengths[series] as number) - KEPT_IN_LOG);
    logs.dropOldest(series, (logs.lengths[series] as number) - KEPT_IN_LOG);
  }

  #startSlots(handle: Handle, slot: number, measures: number): SlotWindows {
    const slots = new SlotWindows(slot, measures);
    slots.cut(this.#cutsMs[handle] as number);
    this.#slots[handle] = slots;
    return slots;
  }

  /** Lets what is too old expire, and gives the slots back when nothing is left in them. */
  #viewOf({ handle, window, nowMs, sinceMs }: WindowQuery): WindowView {
    const logs = this.#logsOf(handle);
    const series = handle >>> 1;
    let slots = this.#slots[handle] ?? null;
    // An observation may be ahead of the reader's clock, and what expired stays so.
    let slot = slotOf(Math.max(nowMs, logs.newestAtMs(series)));
    if (slots !== null) {
      slots.advance(slot);
      slot = slots.newestSlot;
      if (slots.isEmpty) slots = this.#slots[handle] = null;
    }
    this.#view.aim(logs, series, slots);
    this.#view.look(windowIndexOf(window), slot, sinceMs);
    return this.#view;
  }
}

/**
 * Zero and below (a clock's error) become zero. Stored here rather than returned: a number that may be either a small
 * integer or a float is allocated on its way (10 ns and garbage for each record), and Math.round costs 8 ns.
 */
function storeValue(entries: Float64Array, at: number, value: number): void {
  if (value > 0) entries[at] = Math.floor(value * UNITS_PER_MS + 0.5);
  else if (value <= 0) entries[at] = 0;
  else entries[at] = NOT_MEASURED;
}
