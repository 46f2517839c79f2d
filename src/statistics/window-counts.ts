import { type BucketSums } from './bucket-sums.ts';
import { type BucketList } from './histogram-coding.ts';
import { WINDOW_SLOTS } from './windows.ts';

const ROWS = WINDOW_SLOTS.length;

/** Counts by bucket of the three windows, one row behind the other: 16 bits wide until one overflows. */
export class WindowCounts {
  #counts: Uint16Array | Uint32Array = new Uint16Array(0);
  #largest = 0xffff;
  #low = 0;
  #width = 0;

  get byteLength(): number {
    return this.#counts.byteLength;
  }

  countOf(row: number, bucket: number): number {
    return this.#counts[row * this.#width + bucket - this.#low] as number;
  }

  addTo(row: number, sums: BucketSums): void {
    const start = row * this.#width;
    // Only into empty sums, which it is: `set` is several times faster than a loop over arrays of two kinds.
    sums.counts.set(this.#counts.subarray(start, start + this.#width), this.#low);
  }

  /** Adds a slot to a row, or takes it away. */
  change(row: number, { buckets, counts, size }: BucketList, sign: 1 | -1): void {
    const start = row * this.#width - this.#low;
    for (let i = 0; i < size; i++) {
      const at = start + (buckets[i] as number);
      const count = (this.#counts[at] as number) + sign * (counts[i] as number);
      if (count > this.#largest) this.#makeWide();
      this.#counts[at] = count;
    }
  }

  clear(row: number): void {
    this.#counts.fill(0, row * this.#width, (row + 1) * this.#width);
  }

  reshape(low: number, width: number): void {
    const shift = this.#width === 0 ? 0 : this.#low - low;
    const isWide = this.#counts instanceof Uint32Array;
    const counts = isWide ? new Uint32Array(ROWS * width) : new Uint16Array(ROWS * width);
    for (let row = 0; row < ROWS; row++) {
      const start = row * this.#width;
      counts.set(this.#counts.subarray(start, start + this.#width), row * width + shift);
    }
    this.#counts = counts;
    this.#low = low;
    this.#width = width;
  }

  #makeWide(): void {
    this.#counts = Uint32Array.from(this.#counts);
    this.#largest = 0xffff_ffff;
  }
}
