import { BitReader, BitWriter } from './bit-stream.ts';
import { BucketList, readBuckets, writeBuckets } from './histogram-coding.ts';
import { BUCKET_COUNT } from './latency-buckets.ts';
import { type Moments } from './moments.ts';
import { RETAINED_SLOTS, WINDOW_SLOTS } from './windows.ts';

/** Coarsening makes room for several more slots at once. */
const COARSENED_SHARE = 0.85;
const SMALLEST_BUFFER = 256;
const BUFFER_STEP = 256;
/** So many bytes behind the last one are looked at by the reader, and faster if they are there. */
const READ_AHEAD = 4;

/** The longest step, in relation to its age. */
const COARSEST_SHARE = 0.5;

/** What one slot holds, unpacked. */
export class SlotContents extends BucketList implements Moments {
  sum = 0;
  min = Infinity;
  max = -Infinity;

  override clear(): void {
    super.clear();
    this.sum = 0;
    this.min = Infinity;
    this.max = -Infinity;
  }
}

const packed = new Uint8Array(BUCKET_COUNT * 20);
const writer = new BitWriter(packed);
const reader = new BitReader();
const older = new SlotContents();
const newer = new SlotContents();
const merged = new SlotContents();

/**
 * The histograms of the closed slots of 15 minutes, packed one behind the other in one buffer: 10 to 150 bytes each.
 * They are needed for two things only: to subtract from the running sums exactly what expires, and to take in what
 * comes late.
 *
 * Above its budget it merges neighbours, those first whose common step is shortest for their age, and never within the
 * last minute. The far edges of the 5 and 15 minute windows then slide in coarser steps: a merged slot stays as long as
 * its newest part, so that a window reaches back somewhat further than its name says. Measured for 8 KiB: nowhere more
 * than 5 s at 20 samples a second; at 200, 8 s on average (at most 15) for 5 minutes, 38 s (75) for 15. What a
 * window holds is counted as accurately as ever. A thousand samples in 5 s have an entropy of some 70 bytes, so that 180
 * such slots cannot be kept apart in less than 12 KiB.
 */
export class SlotArchive {
  /** Where each slot begins, and behind these how long it is. */
  readonly #places = new Uint16Array(2 * RETAINED_SLOTS);
  #bytes = new Uint8Array(SMALLEST_BUFFER);
  #head = 0;
  #tail = 0;
  #newest: number;
  readonly #byteBudget: number;

  constructor(newestSlot: number, byteBudget: number) {
    this.#newest = newestSlot;
    this.#byteBudget = byteBudget;
  }

  get byteLength(): number {
    return this.#bytes.byteLength + this.#places.byteLength;
  }

  isEmpty(slot: number): boolean {
    return this.#places[RETAINED_SLOTS + indexOf(slot)] === 0;
  }

  read(slot: number, into: SlotContents): void {
    into.clear();
    this.readMoments(slot, into);
    readBuckets(reader, into);
  }

  /** Sum, min and max alone, which is ten times cheaper to read. */
  readMoments(slot: number, into: SlotContents): void {
    reader.open(this.#bytes, this.#places[indexOf(slot)] as number);
    into.sum = reader.readInteger();
    into.min = reader.readInteger();
    into.max = into.min + reader.readInteger();
  }

  /** Adds to what the slot holds already. */
  add(slot: number, contents: SlotContents): void {
    if (this.isEmpty(slot)) {
      this.#replace(slot, contents);
    } else {
      this.read(slot, older);
      merge(older, contents, merged);
      this.#replace(slot, merged);
    }
    if (this.#tail - this.#head > this.#byteBudget) this.#coarsen();
  }

  /** Drops what leaves the 15 minutes when `slot` becomes the newest. */
  advance(slot: number): void {
    if (slot - this.#newest >= RETAINED_SLOTS) {
      this.#forgetAll();
    } else {
      for (let next = this.#newest + 1; next <= slot; next++) this.#startSlot(indexOf(next));
    }
    this.#newest = slot;
  }

  #forgetAll(): void {
    this.#places.fill(0);
    this.#bytes = new Uint8Array(SMALLEST_BUFFER);
    this.#head = 0;
    this.#tail = 0;
  }

  /** The ring's place of the new slot is that of the slot which expires. */
  #startSlot(index: number): void {
    this.#head += this.#places[RETAINED_SLOTS + index] as number;
    this.#places[index] = this.#tail;
    this.#places[RETAINED_SLOTS + index] = 0;
  }

  #replace(slot: number, contents: SlotContents): void {
    writer.restart();
    writer.writeInteger(contents.sum);
    writer.writeInteger(contents.min);
    writer.writeInteger(contents.max - contents.min);
    writeBuckets(contents, writer);
    const length = writer.finish();
    this.#splice(slot, length);
    const offset = this.#places[indexOf(slot)] as number;
    for (let i = 0; i < length; i++) this.#bytes[offset + i] = packed[i] as number;
  }

  /** Gives a slot room for so many bytes in place of those it has. */
  #splice(slot: number, length: number): void {
    const growth = length - (this.#places[RETAINED_SLOTS + indexOf(slot)] as number);
    this.#reserve(growth);
    const index = indexOf(slot);
    const end = (this.#places[index] as number) + (this.#places[RETAINED_SLOTS + index] as number);
    if (end < this.#tail) this.#bytes.copyWithin(end + growth, end, this.#tail);
    for (let next = slot + 1; next <= this.#newest; next++) (this.#places[indexOf(next)] as number) += growth;
    this.#places[RETAINED_SLOTS + index] = length;
    this.#tail += growth;
  }

  /** Moves the live bytes to the front, into a larger or smaller buffer if that fits better. */
  #reserve(growth: number): void {
    if (this.#tail + growth + READ_AHEAD <= this.#bytes.length) return;
    const needed = this.#tail - this.#head + growth + READ_AHEAD;
    const live = this.#bytes.subarray(this.#head, this.#tail);
    const isMisfit = needed > this.#bytes.length * 0.9 || needed < this.#bytes.length / 4;
    if (isMisfit) {
      const bytes = new Uint8Array(Math.ceil((needed * 1.2) / BUFFER_STEP) * BUFFER_STEP);
      bytes.set(live);
      this.#bytes = bytes;
    } else {
      this.#bytes.set(live);
    }
    for (let index = 0; index < RETAINED_SLOTS; index++) (this.#places[index] as number) -= this.#head;
    this.#tail -= this.#head;
    this.#head = 0;
  }

  #coarsen(): void {
    while (this.#tail - this.#head > this.#byteBudget * COARSENED_SHARE) {
      const pair = this.#finestPair();
      if (pair === null) return;
      this.#mergeInto(pair.older, pair.newer);
    }
  }

  /** The neighbours whose common step would be shortest in relation to their age. */
  #finestPair(): { older: number; newer: number } | null {
    let finest = null;
    let finestShare = COARSEST_SHARE;
    // What precedes the oldest may have been merged into it, so that its span is not known: it is left alone.
    let before: number | null = null;
    let older: number | null = null;
    const lastMergeable = this.#newest - WINDOW_SLOTS[0];
    for (let slot = this.#newest - RETAINED_SLOTS + 1; slot <= lastMergeable; slot++) {
      if (this.isEmpty(slot)) continue;
      if (before !== null && older !== null && !this.#isWindowEdgeBetween(older, slot)) {
        const share = (slot - before) / (this.#newest - older);
        if (share < finestShare) {
          finestShare = share;
          finest = { older, newer: slot };
        }
      }
      before = older;
      older = slot;
    }
    return finest;
  }

  /** Here the 5-minute sums have already lost the older slot: merged, it would be subtracted twice. */
  #isWindowEdgeBetween(olderSlot: number, newerSlot: number): boolean {
    const expired = this.#newest - WINDOW_SLOTS[1];
    return olderSlot <= expired && newerSlot > expired;
  }

  #mergeInto(olderSlot: number, newerSlot: number): void {
    this.read(olderSlot, older);
    this.read(newerSlot, newer);
    merge(older, newer, merged);
    this.#splice(olderSlot, 0);
    this.#replace(newerSlot, merged);
  }
}

function merge(a: SlotContents, b: SlotContents, into: SlotContents): void {
  into.clear();
  let i = 0;
  let j = 0;
  while (i < a.size || j < b.size) {
    const fromA = i < a.size ? (a.buckets[i] as number) : BUCKET_COUNT;
    const fromB = j < b.size ? (b.buckets[j] as number) : BUCKET_COUNT;
    let count = 0;
    if (fromA <= fromB) count += a.counts[i++] as number;
    if (fromB <= fromA) count += b.counts[j++] as number;
    into.push(Math.min(fromA, fromB), count);
  }
  into.sum = a.sum + b.sum;
  into.min = Math.min(a.min, b.min);
  into.max = Math.max(a.max, b.max);
}

/** Slots before the origin of the clock have a place too. */
function indexOf(slot: number): number {
  const index = slot % RETAINED_SLOTS;
  return index < 0 ? index + RETAINED_SLOTS : index;
}
