import { type EntryRun, type ObservationLogs, outcomeOf } from './observation-logs.ts';
import { RollingHistogram } from './rolling-histogram.ts';
import { RETAINED_SLOTS, SLOT_MS, slotOf } from './windows.ts';

/** Never reached: 14 codes with the largest counts take 40 bytes a slot, so that counts are never coarsened. */
const OUTCOMES_BYTES = 8 * 1_024;
/** chosen: 40 KiB with all that a target's two sets take. Latency decides a status, the other two are shown. */
const MEASURE_BYTES = [8 * 1_024, 4.25 * 1_024, 4.25 * 1_024];

/** Used again and again, so that folding allocates nothing. */
const values: EntryRun = { entries: new Float64Array(0), first: 0, end: 0, stride: 1 };

/** The windows of a busy series: what no longer fits into its log of newest observations. */
export class SlotWindows {
  /** One bucket an outcome code. */
  readonly outcomes: RollingHistogram;
  readonly measures: readonly RollingHistogram[];
  #newestSlot: number;
  #cutMs = Number.POSITIVE_INFINITY;

  constructor(slot: number, measures: number) {
    this.#newestSlot = slot;
    this.outcomes = new RollingHistogram(slot, OUTCOMES_BYTES);
    this.measures = MEASURE_BYTES.slice(0, measures).map((bytes) => new RollingHistogram(slot, bytes));
  }

  get newestSlot(): number {
    return this.#newestSlot;
  }

  get cutMs(): number {
    return this.#cutMs;
  }

  get isEmpty(): boolean {
    return this.outcomes.count(2) === 0;
  }

  get byteLength(): number {
    return this.measures.reduce((bytes, measure) => bytes + measure.byteLength, this.outcomes.byteLength);
  }

  /** From now on what is folded counts also by itself if it was observed at that moment or later. */
  cut(atMs: number): void {
    this.#dropCut();
    this.#cutMs = atMs;
  }

  advance(slot: number): void {
    if (slot <= this.#newestSlot) return;
    this.#newestSlot = slot;
    this.outcomes.advance(slot);
    for (const measure of this.measures) measure.advance(slot);
    if (slotOf(this.#cutMs) <= slot - RETAINED_SLOTS) {
      this.#dropCut();
      this.#cutMs = Number.POSITIVE_INFINITY;
    }
  }

  /** Takes over the oldest `count` entries of a log. They come in order, so that a slot's are neighbours. */
  fold(logs: ObservationLogs, series: number, count: number): void {
    const { entries, stride } = logs;
    let position = logs.start(series);
    const end = position + count * stride;
    while (position < end) {
      const atMs = entries[position] as number;
      const nextMs = this.#batchEndsAt(atMs);
      let next = position + stride;
      while (next < end && (entries[next] as number) < nextMs) next += stride;
      this.advance(slotOf(atMs));
      if (slotOf(atMs) > this.#newestSlot - RETAINED_SLOTS) this.#foldEntries(logs, position, next);
      position = next;
    }
  }

  /** A batch is of one slot and lies on one side of the cut. */
  #batchEndsAt(atMs: number): number {
    const nextSlotMs = (slotOf(atMs) + 1) * SLOT_MS;
    return atMs < this.#cutMs ? Math.min(nextSlotMs, this.#cutMs) : nextSlotMs;
  }

  #foldEntries(logs: ObservationLogs, first: number, end: number): void {
    const atMs = logs.entries[first] as number;
    this.#foldOutcomes(logs, first, end);
    values.entries = logs.entries;
    values.end = end;
    values.stride = logs.stride;
    for (let m = 0; m < this.measures.length; m++) {
      values.first = first + 1 + m;
      (this.measures[m] as RollingHistogram).addValues(slotOf(atMs), values, atMs >= this.#cutMs);
    }
  }

  /** Equal neighbours, which successes mostly are, are counted in one go. */
  #foldOutcomes({ entries, stride }: ObservationLogs, first: number, end: number): void {
    const atMs = entries[first] as number;
    const slot = slotOf(atMs);
    const isSinceCut = atMs >= this.#cutMs;
    let runStart = first;
    let outcome = outcomeOf(entries[first + 1] as number);
    for (let at = first + stride; at < end; at += stride) {
      const next = outcomeOf(entries[at + 1] as number);
      if (next === outcome) continue;
      this.outcomes.addCount(slot, outcome, (at - runStart) / stride, isSinceCut);
      runStart = at;
      outcome = next;
    }
    this.outcomes.addCount(slot, outcome, (end - runStart) / stride, isSinceCut);
  }

  #dropCut(): void {
    this.outcomes.dropCut();
    for (const measure of this.measures) measure.dropCut();
  }
}
