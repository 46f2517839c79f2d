import { BitReader, BitWriter } from './bit-stream.ts';
import { BucketList, readBuckets, writeBuckets } from './histogram-coding.ts';
import { BUCKET_COUNT, bucketOf, nearestRank, valueOf } from './latency-buckets.ts';

/** The first byte of a stored sketch: names the order of the fields and the buckets. */
const FORMAT_VERSION = 1;
const HEADER_BYTES = 25;
const GROWTH_STEP = 32;
// The widest code is 74 bits, twice a bucket.
const SCRATCH_BYTES = BUCKET_COUNT * 20;

const scratchBytes = new Uint8Array(SCRATCH_BYTES);
const scratchWriter = new BitWriter(scratchBytes);
const scratchReader = new BitReader();
const scratchList = new BucketList();

/** A histogram of consecutive buckets, `width` entries of `counts` beginning at `from`, with what it knows exactly of its samples. */
export interface BucketRun {
  /** The first bucket. */
  readonly low: number;
  readonly counts: Uint32Array | Float64Array;
  readonly from: number;
  readonly width: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Percentiles of positive values, each within 1 % of the exact nearest rank; count, sum, min and max are exact.
 * Sketches of several windows, targets or replicas merge into the sketch of their union: percentiles never average.
 */
export class LatencySketch {
  #counts = new Float64Array(0);
  #low = 0;
  #count = 0;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Infinity when empty. */
  get min(): number {
    return this.#min;
  }

  /** -Infinity when empty. */
  get max(): number {
    return this.#max;
  }

  add(value: number): void {
    const bucket = bucketOf(value);
    this.#reach(bucket, bucket);
    (this.#counts[bucket - this.#low] as number)++;
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  addRun(run: BucketRun): void {
    if (run.count === 0) return;
    const { low, counts, from, width } = run;
    this.#reach(low, low + width - 1);
    const own = this.#counts;
    const offset = low - this.#low;
    for (let i = 0; i < width; i++) (own[offset + i] as number) += counts[from + i] as number;
    this.#count += run.count;
    this.#sum += run.sum;
    this.#min = Math.min(this.#min, run.min);
    this.#max = Math.max(this.#max, run.max);
  }

  merge(other: LatencySketch): void {
    this.addRun({
      low: other.#low,
      counts: other.#counts,
      from: 0,
      width: other.#counts.length,
      count: other.#count,
      sum: other.#sum,
      min: other.#min,
      max: other.#max,
    });
  }

  /** The value at quantile `q` (0 … 1) by nearest rank, or null when empty. */
  quantile(q: number): number | null {
    if (this.#count === 0) return null;
    const rank = nearestRank(q, this.#count);
    if (rank === 1) return this.#min;
    if (rank === this.#count) return this.#max;
    const bucket = this.#low + (q > 0.5 ? this.#fromTop(this.#count - rank) : this.#fromBottom(rank));
    return Math.min(this.#max, Math.max(this.#min, valueOf(bucket)));
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#sum = 0;
    this.#min = Infinity;
    this.#max = -Infinity;
  }

  /** Some 5 bits a filled bucket, and 25 bytes. */
  toBytes(): Uint8Array {
    const header = new DataView(scratchBytes.buffer, 0, HEADER_BYTES);
    header.setUint8(0, FORMAT_VERSION);
    header.setFloat64(1, this.#sum);
    header.setFloat64(9, this.#min);
    header.setFloat64(17, this.#max);
    scratchWriter.restart(HEADER_BYTES);
    writeBuckets(this.#listBuckets(), scratchWriter);
    return scratchBytes.slice(0, scratchWriter.finish());
  }

  /** @throws RangeError when the bytes are not a whole sketch of a version that is known. */
  static fromBytes(bytes: Uint8Array): LatencySketch {
    if (bytes.length <= HEADER_BYTES) {
      throw new RangeError(`a sketch must have more than ${HEADER_BYTES} bytes, got ${bytes.length}`);
    }
    const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
    const version = header.getUint8(0);
    if (version !== FORMAT_VERSION)
      throw new RangeError(`sketch version must be ${FORMAT_VERSION}, got ${version}`);
    scratchReader.open(bytes, HEADER_BYTES);
    scratchList.clear();
    readBuckets(scratchReader, scratchList);
    if (scratchReader.endsAt !== bytes.length) {
      throw new RangeError(
        `a sketch of this content must have ${scratchReader.endsAt} bytes, got ${bytes.length}`,
      );
    }
    const sketch = new LatencySketch();
    sketch.#fillFrom(scratchList);
    sketch.#sum = header.getFloat64(1);
    sketch.#min = header.getFloat64(9);
    sketch.#max = header.getFloat64(17);
    return sketch;
  }

  #listBuckets(): BucketList {
    scratchList.clear();
    for (let i = 0; i < this.#counts.length; i++) {
      const count = this.#counts[i] as number;
      if (count > 0) scratchList.push(this.#low + i, count);
    }
    return scratchList;
  }

  #fillFrom({ buckets, counts, size }: BucketList): void {
    if (size === 0) return;
    this.#reach(buckets[0] as number, buckets[size - 1] as number);
    for (let i = 0; i < size; i++) {
      const count = counts[i] as number;
      this.#counts[(buckets[i] as number) - this.#low] = count;
      this.#count += count;
    }
  }

  #fromBottom(rank: number): number {
    let seen = 0;
    let i = 0;
    for (; i < this.#counts.length - 1; i++) {
      seen += this.#counts[i] as number;
      if (seen >= rank) break;
    }
    return i;
  }

  #fromTop(samplesAbove: number): number {
    let seen = 0;
    let i = this.#counts.length - 1;
    for (; i > 0; i--) {
      seen += this.#counts[i] as number;
      if (seen > samplesAbove) break;
    }
    return i;
  }

  /** Makes the range of kept buckets hold these two. */
  #reach(first: number, last: number): void {
    const beyond = this.#low + this.#counts.length;
    if (first >= this.#low && last < beyond) return;
    const isNew = this.#counts.length === 0;
    const low = alignedDown(isNew ? first : Math.min(first, this.#low));
    const high = alignedDown(isNew ? last : Math.max(last, beyond - 1)) + GROWTH_STEP;
    const counts = new Float64Array(Math.min(high, BUCKET_COUNT) - low);
    counts.set(this.#counts, isNew ? 0 : this.#low - low);
    this.#counts = counts;
    this.#low = low;
  }
}

function alignedDown(bucket: number): number {
  return bucket - (bucket % GROWTH_STEP);
}
