import { BUCKET_COUNT, nearestRank, valueOf } from './latency-buckets.ts';
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

  /** The value that stands for the bucket of quantile `q`. There must be a sample. */
  quantile(q: number): number {
    const rank = nearestRank(q, this.count);
    return valueOf(q > 0.5 ? this.#fromTop(this.count - rank) : this.#fromBottom(rank));
  }

  #fromBottom(rank: number): number {
    const { counts } = this;
    let bucket = this.low;
    for (let seen = counts[bucket] as number; seen < rank; seen += counts[bucket] as number) bucket++;
    return bucket;
  }

  #fromTop(samplesAbove: number): number {
    const { counts } = this;
    let bucket = this.end - 1;
    for (let seen = counts[bucket] as number; seen <= samplesAbove; seen += counts[bucket] as number)
      bucket--;
    return bucket;
  }
}
