import { type BucketSums } from './bucket-sums.ts';
import { LatencySketch } from './latency-sketch.ts';
import { MeasureReader } from './measure-reader.ts';
import { type EntryRun, type ObservationLogs, outcomeOf } from './observation-logs.ts';
import { type ReadableRow, type RollingHistogram, SINCE_CUT } from './rolling-histogram.ts';
import { type SlotWindows } from './slot-windows.ts';
import { type Distribution, type Tally, type WindowSummary } from './window-summary.ts';
import { SLOT_MS, WINDOW_SLOTS, type WindowIndex } from './windows.ts';

/** Used again and again, so that reading allocates nothing. */
const run: EntryRun = { entries: new Float64Array(0), first: 0, end: 0, stride: 1 };

/** Whole slots are summed up where no running sum begins at the moment asked for. */
const SLOT_BY_SLOT = -1;

/**
 * One window of one series at one moment: what the log holds of it and, of a busy series, what its slots hold.
 * Aimed anew for every read, so that reading allocates nothing but its answer.
 */
export class WindowView {
  readonly #countsAsFailure: readonly boolean[];
  readonly #failures: readonly number[];
  readonly #reader = new MeasureReader();
  #logs: ObservationLogs;
  #series = 0;
  #slots: SlotWindows | null = null;
  #start = 0;
  #firstEntry = 0;
  #end = 0;
  #row: ReadableRow | typeof SLOT_BY_SLOT = 0;
  #windowSlots = 0;
  #sinceMs = -Infinity;

  constructor(logs: ObservationLogs, countsAsFailure: readonly boolean[]) {
    this.#logs = logs;
    this.#countsAsFailure = countsAsFailure;
    this.#failures = countsAsFailure.flatMap((counts, outcome) => (counts ? [outcome] : []));
  }

  aim(logs: ObservationLogs, series: number, slots: SlotWindows | null): void {
    this.#logs = logs;
    this.#series = series;
    this.#slots = slots;
    this.#start = logs.start(series);
    this.#end = logs.end(series);
  }

  look(window: WindowIndex, slot: number, sinceMs: number): void {
    this.#windowSlots = WINDOW_SLOTS[window];
    this.#sinceMs = sinceMs;
    const startMs = (slot - this.#windowSlots + 1) * SLOT_MS;
    if (sinceMs <= startMs) this.#row = window;
    else this.#row = sinceMs === this.#slots?.cutMs ? SINCE_CUT : SLOT_BY_SLOT;
    this.#findFirstEntry(Math.max(startMs, sinceMs));
  }

  tally(into: Tally): void {
    into.total = 0;
    into.ok = 0;
    into.failures = 0;
    if (this.#slots !== null) this.#tallySlots(this.#slots.outcomes, into);
    this.#tallyLog(into);
  }

  summary(): WindowSummary {
    const tally = { total: 0, ok: 0, failures: 0 };
    this.tally(tally);
    return {
      count: tally.total,
      ok: tally.ok,
      failures: tally.failures,
      byOutcome: this.#countOutcomes(),
      latencyMs: this.#distribution(0),
      ttftMs: this.#distribution(1),
      tokensPerSecond: this.#distribution(2),
    };
  }

  /** The samples of one measure, valid until the next call. */
  gather(measure: number): MeasureReader {
    const reader = this.#reader;
    reader.start();
    const history = this.#slots?.measures[measure];
    if (history !== undefined) this.#addFolded(history, reader.sums);
    run.entries = this.#logs.entries;
    run.first = this.#firstEntry + 1 + measure;
    run.end = this.#end;
    run.stride = this.#logs.stride;
    reader.addRun(run);
    return reader;
  }

  sketch(measure: number): LatencySketch {
    const sketch = new LatencySketch();
    if (measure < this.#logs.measures) this.gather(measure).addTo(sketch);
    return sketch;
  }

  /** The oldest slot of the window that holds an observation, or null. */
  oldestSlot(): number | null {
    const folded = this.#slots?.outcomes.oldestSlot(this.#windowSlots) ?? null;
    if (this.#firstEntry === this.#end) return folded;
    const logged = Math.floor((this.#logs.entries[this.#firstEntry] as number) / SLOT_MS);
    return folded === null ? logged : Math.min(folded, logged);
  }

  #findFirstEntry(fromMs: number): void {
    const { entries, stride } = this.#logs;
    const isAllInside = this.#start < this.#end && (entries[this.#start] as number) >= fromMs;
    let at = isAllInside ? this.#start : this.#end;
    while (at > this.#start && (entries[at - stride] as number) >= fromMs) at -= stride;
    this.#firstEntry = at;
  }

  #addFolded(histogram: RollingHistogram, sums: BucketSums): void {
    if (this.#row === SLOT_BY_SLOT) histogram.addSlotsTo(Math.ceil(this.#sinceMs / SLOT_MS), sums);
    else histogram.addTo(this.#row, sums);
  }

  #tallySlots(folded: RollingHistogram, into: Tally): void {
    const row = this.#row;
    if (row === SLOT_BY_SLOT) {
      const { count, counts } = this.#sumOutcomes(folded);
      into.total = count;
      into.ok = counts[0] as number;
      for (const outcome of this.#failures) into.failures += counts[outcome] as number;
    } else {
      into.total = folded.count(row);
      into.ok = folded.countOf(row, 0);
      for (const outcome of this.#failures) into.failures += folded.countOf(row, outcome);
    }
  }

  #tallyLog(into: Tally): void {
    if (this.#firstEntry === this.#start) {
      into.total += this.#logs.lengths[this.#series] as number;
      into.ok += this.#logs.successes[this.#series] as number;
      into.failures += this.#logs.failures[this.#series] as number;
      return;
    }
    const { entries, stride } = this.#logs;
    let ok = 0;
    let failures = 0;
    for (let at = this.#firstEntry + 1; at < this.#end; at += stride) {
      const value = entries[at] as number;
      if (outcomeOf(value) === 0) ok++;
      else if (this.#countsAsFailure[outcomeOf(value)] === true) failures++;
    }
    into.total += (this.#end - this.#firstEntry) / stride;
    into.ok += ok;
    into.failures += failures;
  }

  /** Outcome codes are the buckets here. */
  #sumOutcomes(folded: RollingHistogram): BucketSums {
    this.#reader.start();
    this.#addFolded(folded, this.#reader.sums);
    return this.#reader.sums;
  }

  #countFolded(folded: RollingHistogram): number[] {
    const row = this.#row;
    if (row !== SLOT_BY_SLOT) return this.#countsAsFailure.map((_, outcome) => folded.countOf(row, outcome));
    const { counts } = this.#sumOutcomes(folded);
    return this.#countsAsFailure.map((_, outcome) => counts[outcome] as number);
  }

  #countOutcomes(): number[] {
    const folded = this.#slots?.outcomes;
    const byOutcome = folded === undefined ? this.#countsAsFailure.map(() => 0) : this.#countFolded(folded);
    const { entries, stride } = this.#logs;
    for (let at = this.#firstEntry; at < this.#end; at += stride) {
      (byOutcome[outcomeOf(entries[at + 1] as number)] as number)++;
    }
    return byOutcome;
  }

  #distribution(measure: number): Distribution | null {
    return measure < this.#logs.measures ? this.gather(measure).distribution() : null;
  }
}
