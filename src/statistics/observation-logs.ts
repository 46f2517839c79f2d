import { RETAINED_SLOTS, slotOf } from './windows.ts';

/** chosen: 64 numbers are sorted in about a microsecond, and a target probed every 15 s never needs more. */
export const LOG_CAPACITY = 64;
const FIRST_SERIES = 16;

/** Values are kept as integers of a millionth (latencies: nanoseconds), so that sums stay exact while they slide. */
export const UNITS_PER_MS = 1e6;
export const MS_PER_UNIT = 1e-6;

/** Neighbouring entries, by the positions of one of their numbers. */
export interface EntryRun {
  entries: Float64Array;
  first: number;
  end: number;
  stride: number;
}

/**
 * The newest observations of many series as they came, ordered by time, in one flat array. An entry is the time, then
 * a value for each measure. Values are non-negative integers of `MS_PER_UNIT`, negative where nothing was
 * measured; the first one then tells the outcome (`outcomeOf`), because only successes have a latency.
 *
 * Positions are indices into `entries`.
 */
export class ObservationLogs {
  readonly measures: number;
  /** Numbers an entry. */
  readonly stride: number;
  entries: Float64Array;
  lengths = new Uint8Array(FIRST_SERIES);
  /** How many of the entries are successes, and how many health failures. */
  successes = new Uint8Array(FIRST_SERIES);
  failures = new Uint8Array(FIRST_SERIES);
  readonly #countsAsFailure: readonly boolean[];
  #opened = 0;
  readonly #released: number[] = [];

  constructor(measures: number, countsAsFailure: readonly boolean[]) {
    this.measures = measures;
    this.#countsAsFailure = countsAsFailure;
    this.stride = measures + 1;
    this.entries = new Float64Array(FIRST_SERIES * LOG_CAPACITY * this.stride);
  }

  get bytesPerSeries(): number {
    return LOG_CAPACITY * this.stride * Float64Array.BYTES_PER_ELEMENT + 3;
  }

  open(): number {
    const series = this.#released.pop() ?? this.#opened++;
    if (series >= this.lengths.length) this.#grow();
    this.lengths[series] = 0;
    this.successes[series] = 0;
    this.failures[series] = 0;
    return series;
  }

  release(series: number): void {
    this.lengths[series] = 0;
    this.#released.push(series);
  }

  start(series: number): number {
    return series * LOG_CAPACITY * this.stride;
  }

  end(series: number): number {
    return (series * LOG_CAPACITY + (this.lengths[series] as number)) * this.stride;
  }

  /** When the newest observation was made; -Infinity if there is none. */
  newestAtMs(series: number): number {
    return this.lengths[series] === 0 ? -Infinity : (this.entries[this.end(series) - this.stride] as number);
  }

  oldestAtMs(series: number): number {
    return this.entries[this.start(series)] as number;
  }

  /** Makes an entry in its order and returns its position, or -1 if it is older than all windows. There must be room. */
  insert(series: number, atMs: number): number {
    const { entries, stride } = this;
    const length = this.lengths[series] as number;
    const position = (series * LOG_CAPACITY + length) * stride;
    entries[position] = atMs;
    if (length > 0 && !(atMs >= (entries[position - stride] as number)))
      return this.#sortIn(series, position);
    this.lengths[series] = length + 1;
    return position;
  }

  /** To be called for every entry. */
  countOutcome(series: number, outcome: number): void {
    if (outcome === 0) (this.successes[series] as number)++;
    else if (this.#countsAsFailure[outcome] === true) (this.failures[series] as number)++;
  }

  /** Forgets the oldest entries. */
  dropOldest(series: number, count: number): void {
    this.#uncountOldest(series, count);
    const { entries } = this;
    const end = this.end(series);
    const shift = count * this.stride;
    // A loop: copyWithin costs ten times as much for so few entries.
    for (let to = this.start(series); to < end - shift; to++) entries[to] = entries[to + shift] as number;
    this.lengths[series] = (this.lengths[series] as number) - count;
  }

  /** Forgets what is older than all windows, seen from the newest entry. */
  dropExpired(series: number): void {
    const lastExpired = slotOf(this.newestAtMs(series)) - RETAINED_SLOTS;
    const end = this.end(series);
    let position = this.start(series);
    while (position < end && slotOf(this.entries[position] as number) <= lastExpired) position += this.stride;
    const expired = (position - this.start(series)) / this.stride;
    if (expired > 0) this.dropOldest(series, expired);
  }

  /** The late entry lies behind the newest one. A float passed on to here would be allocated for every record. */
  #sortIn(series: number, end: number): number {
    const { entries, stride } = this;
    const atMs = entries[end] as number;
    const lastExpired = slotOf(this.newestAtMs(series)) - RETAINED_SLOTS;
    if (!(slotOf(atMs) > lastExpired)) return -1;
    const start = this.start(series);
    let position = end;
    while (position > start && (entries[position - stride] as number) > atMs) position -= stride;
    entries.copyWithin(position + stride, position, end);
    entries[position] = atMs;
    this.lengths[series] = (this.lengths[series] as number) + 1;
    return position;
  }

  #uncountOldest(series: number, count: number): void {
    const { entries, stride } = this;
    const start = this.start(series) + 1;
    let successes = 0;
    let failures = 0;
    for (let at = start; at < start + count * stride; at += stride) {
      const outcome = outcomeOf(entries[at] as number);
      if (outcome === 0) successes++;
      else if (this.#countsAsFailure[outcome] === true) failures++;
    }
    (this.successes[series] as number) -= successes;
    (this.failures[series] as number) -= failures;
  }

  #grow(): void {
    const series = this.lengths.length * 2;
    const entries = new Float64Array(series * LOG_CAPACITY * this.stride);
    entries.set(this.entries);
    this.entries = entries;
    this.lengths = doubled(this.lengths);
    this.successes = doubled(this.successes);
    this.failures = doubled(this.failures);
  }
}

function doubled(counts: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(counts.length * 2);
  larger.set(counts);
  return larger;
}

/** What stands in place of the latency of a failure, or of a success without one (outcome 0). */
export function withoutLatency(outcome: number): number {
  return -1 - outcome;
}

export function outcomeOf(firstValue: number): number {
  // `| 0`: a float here would be allocated for each entry that is folded.
  return firstValue >= 0 ? 0 : (-1 - firstValue) | 0;
}
