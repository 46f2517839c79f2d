import { BUCKET_COUNT, valueOf } from './latency-buckets.ts';
import { type Moments } from './moments.ts';

/** Where what is read is added up: a histogram of all buckets, of which `low` … `end` are in use. Used again and again. */
export class BucketSums implements Moments {
  readonly counts = new Uint32Array(BUCKET_COUNT);
  low = BUCKET_COUNT;
  end = 0;
  count = 0;
  sum = 0;
  min = Infinity;
  max = -Infinity;
  #cursor = 0;
  #seen = 0;

  clear(): void {
    if (this.low < this.end) this.counts.fill(0, this.low, this.end);
    this.low = BUCKET_COUNT;
    this.end = 0;
    this.count = 0;
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }

  /** Takes these buckets into use. */
  reach(low: number, end: number): void {
    if (low < this.low) this.low = low;
    if (end > this.end) this.end = end;
  }

  countIn(bucket: number): void {
    this.reach(bucket, bucket + 1);
    (this.counts[bucket] as number)++;
  }

  /** Makes `descendTo` begin at the top again. */
  startDescent(): void {
    this.#cursor = this.end - 1;
    this.#seen = this.counts[this.#cursor] as number;
  }

  /** The value that stands for the bucket of a rank. Ranks are asked for from the highest down. */
  descendTo(rank: number): number {
    const { counts } = this;
    const samplesAbove = this.count - rank;
    let bucket = this.#cursor;
    let seen = this.#seen;
    while (seen <= samplesAbove) seen += counts[--bucket] as number;
    this.#cursor = bucket;
    this.#seen = seen;
    return valueOf(bucket);
  }
}
