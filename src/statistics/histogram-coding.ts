import { type BitReader, type BitWriter } from './bit-stream.ts';
import { BUCKET_COUNT } from './latency-buckets.ts';

const SIZE_BITS = 11;
const BUCKET_BITS = 10;
const PARAMETER_BITS = 5;
const LARGEST_PARAMETER = 20;

/** The filled buckets of a histogram in ascending order. Reused, never allocated in passing. */
export class BucketList {
  readonly buckets = new Uint16Array(BUCKET_COUNT);
  readonly counts = new Float64Array(BUCKET_COUNT);
  size = 0;
  /** Of all buckets together. */
  count = 0;

  push(bucket: number, count: number): void {
    this.buckets[this.size] = bucket;
    this.counts[this.size++] = count;
    this.count += count;
  }

  clear(): void {
    this.size = 0;
    this.count = 0;
  }
}

/**
 * Writes gaps and counts by Rice's code with a parameter each, chosen from their mean. Some 7 bits a bucket where
 * a slot holds few samples, 4 to 5 where it holds a thousand; the entropy of the latter is 3.3.
 */
export function writeBuckets(list: BucketList, writer: BitWriter): void {
  const { buckets, counts, size } = list;
  writer.write(size, SIZE_BITS);
  if (size === 0) return;
  const gapBits = gapParameter(list);
  const countBits = riceParameter(list.count - size, size);
  writer.write(gapBits, PARAMETER_BITS);
  writer.write(countBits, PARAMETER_BITS);
  let previous = buckets[0] as number;
  writer.write(previous, BUCKET_BITS);
  writer.writeRice((counts[0] as number) - 1, countBits);
  for (let i = 1; i < size; i++) {
    const bucket = buckets[i] as number;
    writer.writeRice(bucket - previous - 1, gapBits);
    writer.writeRice((counts[i] as number) - 1, countBits);
    previous = bucket;
  }
}

/**
 * Into an empty list.
 * @throws RangeError when the bits name a bucket that does not exist.
 */
export function readBuckets(reader: BitReader, into: BucketList): void {
  const size = reader.read(SIZE_BITS);
  if (size === 0) return;
  const gapBits = reader.read(PARAMETER_BITS);
  const countBits = reader.read(PARAMETER_BITS);
  let bucket = reader.read(BUCKET_BITS);
  for (let i = 0; i < size; i++) {
    if (i > 0) bucket += reader.readRice(gapBits) + 1;
    if (bucket >= BUCKET_COUNT) throw new RangeError(`bucket must be below ${BUCKET_COUNT}, got ${bucket}`);
    into.push(bucket, reader.readRice(countBits) + 1);
  }
}

function gapParameter({ buckets, size }: BucketList): number {
  const span = (buckets[size - 1] as number) - (buckets[0] as number);
  return riceParameter(span - (size - 1), size - 1);
}

/** About the logarithm of the mean, which is where Rice's code is shortest. */
function riceParameter(total: number, count: number): number {
  let parameter = 0;
  while (parameter < LARGEST_PARAMETER && count * (2 << parameter) <= total) parameter++;
  return parameter;
}
