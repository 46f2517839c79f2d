import { BucketSums } from './bucket-sums.ts';
import { bucketOf, nearestRank } from './latency-buckets.ts';
import { type LatencySketch } from './latency-sketch.ts';
import { type EntryRun, LOG_CAPACITY, MS_PER_UNIT, UNITS_PER_MS } from './observation-logs.ts';
import { type Distribution } from './window-summary.ts';

/**
 * Gathers the samples of one measure in one window and answers for them: exactly while all of them are in the log, by
 * buckets otherwise. Its memory is used again and again.
 */
export class MeasureReader {
  /** In units. To be filled from slots before samples of the log are added; unused buckets mean: all is in the log. */
  readonly sums = new BucketSums();
  readonly #sorted = new Float64Array(LOG_CAPACITY);

  start(): void {
    this.sums.clear();
  }

  /** Adds the values of log entries. */
  addRun(run: EntryRun): void {
    if (!this.#isExact()) {
      this.#addToBuckets(run);
      return;
    }
    const { entries, first, end, stride } = run;
    for (let at = first; at < end; at += stride) {
      const value = entries[at] as number;
      if (value < 0) continue;
      this.#sortIn(value);
      this.sums.count++;
      this.sums.sum += value;
    }
  }

  quantile(q: number): number | null {
    if (this.sums.count === 0) return null;
    this.sums.startDescent();
    return this.#descendTo(q);
  }

  distribution(): Distribution | null {
    const { count, sum } = this.sums;
    if (count === 0) return null;
    // One descent through the buckets finds all percentiles.
    this.sums.startDescent();
    const p99 = this.#descendTo(0.99);
    const p95 = this.#descendTo(0.95);
    const p90 = this.#descendTo(0.9);
    const p50 = this.#descendTo(0.5);
    return {
      count,
      mean: sum / count / UNITS_PER_MS,
      min: this.#min(),
      max: this.#max(),
      p50,
      p90,
      p95,
      p99,
    };
  }

  /** Adds what was gathered to a sketch of the caller's. */
  addTo(sketch: LatencySketch): void {
    const { counts, low, end, count, sum } = this.sums;
    if (this.#isExact()) {
      for (let i = 0; i < count; i++) sketch.add((this.#sorted[i] as number) / UNITS_PER_MS);
    } else {
      const run = { low, counts, from: low, width: end - low, count, sum: sum / UNITS_PER_MS };
      sketch.addRun({ ...run, min: this.#min(), max: this.#max() });
    }
  }

  #descendTo(q: number): number {
    const { count } = this.sums;
    const rank = nearestRank(q, count);
    if (this.#isExact()) return (this.#sorted[rank - 1] as number) / UNITS_PER_MS;
    if (rank === 1) return this.#min();
    if (rank === count) return this.#max();
    return Math.min(this.#max(), Math.max(this.#min(), this.sums.descendTo(rank)));
  }

  #addToBuckets({ entries, first, end, stride }: EntryRun): void {
    const { sums } = this;
    let { count, sum, min, max } = sums;
    for (let at = first; at < end; at += stride) {
      const value = entries[at] as number;
      if (value < 0) continue;
      sums.countIn(bucketOf(value * MS_PER_UNIT));
      count++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    sums.count = count;
    sums.sum = sum;
    sums.min = min;
    sums.max = max;
  }

  #isExact(): boolean {
    return this.sums.low >= this.sums.end;
  }

  #min(): number {
    return (this.#isExact() ? (this.#sorted[0] as number) : this.sums.min) / UNITS_PER_MS;
  }

  #max(): number {
    return (this.#isExact() ? (this.#sorted[this.sums.count - 1] as number) : this.sums.max) / UNITS_PER_MS;
  }

  /** At most 64 values: sorting them in one by one takes about a microsecond. */
  #sortIn(value: number): void {
    let place = this.sums.count;
    while (place > 0 && (this.#sorted[place - 1] as number) > value) {
      this.#sorted[place] = this.#sorted[place - 1] as number;
      place--;
    }
    this.#sorted[place] = value;
  }
}
