import { type BucketSums } from './bucket-sums.ts';
import { bucketOf } from './latency-buckets.ts';
import { MomentRows, type Moments } from './moments.ts';
import { LOG_CAPACITY, MS_PER_UNIT, type EntryRun } from './observation-logs.ts';
import { SlotArchive, SlotContents } from './slot-archive.ts';
import { WindowCounts } from './window-counts.ts';
import { RETAINED_SLOTS, WINDOW_SLOTS } from './windows.ts';

const WINDOWS = WINDOW_SLOTS.length;
/** What is kept beside the three windows. */
const OPEN_SLOT = 3;
export const SINCE_CUT = 4;
const ROWS = 5;
/** What can be read: a window by its index, or what came since the cut. */
export type ReadableRow = 0 | 1 | 2 | typeof SINCE_CUT;

const GROWTH_STEP = 16;
/** More could not be added in one go (a log's worth) without overflowing 16 bits. */
const MOST_IN_OPEN_SLOT = 0xffff - LOG_CAPACITY;
/** The objects of one histogram on the heap, measured beside the buffers that they hold. */
const OBJECT_BYTES = 1_380;

const contents = new SlotContents();
const added: Moments = { count: 0, sum: 0, min: 0, max: 0 };

/**
 * Histograms of the three windows as running sums, and of one open slot: adding a sample costs one increment. When the
 * slot closes it is added to the windows and packed; what expires is unpacked and subtracted, once in 5 s. Reading
 * looks at the buckets in use of two rows.
 *
 * Mostly the newest slot is open, another while late samples are added to it. Values come as non-negative integers,
 * so that adding and subtracting them is exact.
 */
export class RollingHistogram {
  readonly #windows = new WindowCounts();
  readonly #moments = new MomentRows(ROWS);
  readonly #archive: SlotArchive;
  #open = new Uint16Array(0);
  #sinceCut: Uint32Array | null = null;
  /** The buckets in use: `#width` from `#low` on. */
  #low = 0;
  #width = 0;
  #newestSlot: number;
  #openSlot: number;

  /** `byteBudget` is what its packed slots may take; see `SlotArchive`. */
  constructor(slot: number, byteBudget: number) {
    this.#archive = new SlotArchive(slot, byteBudget);
    this.#newestSlot = slot;
    this.#openSlot = slot;
  }

  get byteLength(): number {
    const counts = this.#windows.byteLength + this.#open.byteLength + (this.#sinceCut?.byteLength ?? 0);
    return OBJECT_BYTES + counts + this.#moments.byteLength + this.#archive.byteLength;
  }

  count(row: ReadableRow): number {
    return this.#moments.count(row) + (this.#isOpenIn(row) ? this.#moments.count(OPEN_SLOT) : 0);
  }

  countOf(row: ReadableRow, bucket: number): number {
    const place = bucket - this.#low;
    if (place < 0 || place >= this.#width) return 0;
    if (row === SINCE_CUT) return this.#sinceCut?.[place] ?? 0;
    const closed = this.#windows.countOf(row, bucket);
    return this.#isOpenIn(row) ? closed + (this.#open[place] as number) : closed;
  }

  /** Adds all that a row holds to sums that are still empty. */
  addTo(row: ReadableRow, sums: BucketSums): void {
    if (this.count(row) === 0) return;
    sums.reach(this.#low, this.#low + this.#width);
    this.#moments.addTo(row, sums);
    if (row === SINCE_CUT) sums.counts.set(this.#sinceCutRow(), this.#low);
    else this.#windows.addTo(row, sums);
    if (!this.#isOpenIn(row)) return;
    this.#moments.addTo(OPEN_SLOT, sums);
    const { counts } = sums;
    const open = this.#open;
    const low = this.#low;
    for (let i = 0; i < open.length; i++) (counts[low + i] as number) += open[i] as number;
  }

  /** Adds whole slots from `first` on. Slow: it unpacks them. */
  addSlotsTo(first: number, sums: BucketSums): void {
    this.#close();
    for (
      let slot = Math.max(first, this.#newestSlot - RETAINED_SLOTS + 1);
      slot <= this.#newestSlot;
      slot++
    ) {
      if (this.#archive.isEmpty(slot)) continue;
      this.#archive.read(slot, contents);
      sums.reach(this.#low, this.#low + this.#width);
      for (let i = 0; i < contents.size; i++) {
        (sums.counts[contents.buckets[i] as number] as number) += contents.counts[i] as number;
      }
      sums.count += contents.count;
      sums.sum += contents.sum;
      sums.min = Math.min(sums.min, contents.min);
      sums.max = Math.max(sums.max, contents.max);
    }
  }

  /** The oldest slot of the newest `slots` that holds anything, or null. */
  oldestSlot(slots: number): number | null {
    for (let slot = this.#newestSlot - slots + 1; slot <= this.#newestSlot; slot++) {
      const isOpen = slot === this.#openSlot && this.#moments.count(OPEN_SLOT) > 0;
      if (isOpen || !this.#archive.isEmpty(slot)) return slot;
    }
    return null;
  }

  /** Adds the values of a run of log entries to their slot, which must not be ahead of `advance`. */
  addValues(slot: number, run: EntryRun, isSinceCut: boolean): void {
    this.#openSlotFor(slot);
    this.#addRun(OPEN_SLOT, run);
    if (isSinceCut) this.#addRun(SINCE_CUT, run);
  }

  /** Counts what has no value. */
  addCount(slot: number, bucket: number, count: number, isSinceCut: boolean): void {
    this.#openSlotFor(slot);
    this.#reach(bucket);
    added.count = count;
    added.sum = added.min = added.max = 0;
    (this.#open[bucket - this.#low] as number) += count;
    this.#moments.add(OPEN_SLOT, added);
    if (!isSinceCut) return;
    (this.#sinceCutRow()[bucket - this.#low] as number) += count;
    this.#moments.add(SINCE_CUT, added);
  }

  /** Empties the row of the cut and gives its memory back. */
  dropCut(): void {
    this.#sinceCut = null;
    this.#moments.clear(SINCE_CUT);
  }

  /**
   * Makes `slot` the newest and drops from each window what it leaves behind. The open slot stays open as long as all
   * windows hold it: what is still in the log belongs to it, and to unpack it again would cost more.
   */
  advance(slot: number): void {
    if (slot <= this.#newestSlot) return;
    if (this.#openSlot <= slot - WINDOW_SLOTS[0]) this.#close();
    for (let row = 0; row < WINDOWS; row++) this.#expire(row, slot);
    this.#archive.advance(slot);
    this.#newestSlot = slot;
  }

  #isOpenIn(row: number): boolean {
    return row < WINDOWS && this.#openSlot > this.#newestSlot - (WINDOW_SLOTS[row] as number);
  }

  #sinceCutRow(): Uint32Array {
    return (this.#sinceCut ??= new Uint32Array(this.#width));
  }

  #addRun(row: typeof OPEN_SLOT | typeof SINCE_CUT, { entries, first, end, stride }: EntryRun): void {
    let count = 0;
    let sum = 0;
    let min = Infinity;
    let max = -Infinity;
    let counts = row === OPEN_SLOT ? this.#open : this.#sinceCutRow();
    for (let at = first; at < end; at += stride) {
      const value = entries[at] as number;
      if (value < 0) continue;
      const bucket = bucketOf(value * MS_PER_UNIT);
      if (this.#reach(bucket)) counts = row === OPEN_SLOT ? this.#open : this.#sinceCutRow();
      (counts[bucket - this.#low] as number)++;
      count++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    added.count = count;
    added.sum = sum;
    added.min = min;
    added.max = max;
    this.#moments.add(row, added);
  }

  /** Opens a slot anew if another is open, or if one of its 16-bit counts could overflow. */
  #openSlotFor(slot: number): void {
    if (slot === this.#openSlot && this.#moments.count(OPEN_SLOT) <= MOST_IN_OPEN_SLOT) return;
    this.#close();
    this.#openSlot = slot;
  }

  /** Packs the open slot, so that none is open. */
  #close(): void {
    if (this.#moments.count(OPEN_SLOT) === 0) return;
    contents.clear();
    this.#moments.addTo(OPEN_SLOT, contents);
    contents.count = 0;
    const open = this.#open;
    const low = this.#low;
    for (let i = 0; i < open.length; i++) {
      const count = open[i] as number;
      if (count > 0) contents.push(low + i, count);
    }
    for (let row = 0; row < WINDOWS; row++) {
      if (!this.#isOpenIn(row)) continue;
      this.#windows.change(row, contents, 1);
      this.#moments.add(row, contents);
    }
    this.#archive.add(this.#openSlot, contents);
    this.#open.fill(0);
    this.#moments.clear(OPEN_SLOT);
    this.#openSlot = Number.NEGATIVE_INFINITY;
  }

  #expire(row: number, newest: number): void {
    const length = WINDOW_SLOTS[row] as number;
    if (this.#moments.count(row) === 0) return;
    if (newest - this.#newestSlot >= length) {
      this.#windows.clear(row);
      this.#moments.clear(row);
      return;
    }
    let min = Infinity;
    let max = -Infinity;
    for (let slot = this.#newestSlot - length + 1; slot <= newest - length; slot++) {
      if (this.#archive.isEmpty(slot)) continue;
      this.#archive.read(slot, contents);
      this.#subtract(row);
      min = Math.min(min, contents.min);
      max = Math.max(max, contents.max);
    }
    const areExtremesGone = min <= this.#moments.min(row) || max >= this.#moments.max(row);
    if (areExtremesGone) this.#restoreExtremes(row, newest - length + 1);
  }

  /** Takes what was unpacked from a window. */
  #subtract(row: number): void {
    this.#windows.change(row, contents, -1);
    this.#moments.subtract(row, contents);
  }

  /** Looks for extremes in the slots that are left: once in a window's length on average, if values are random. */
  #restoreExtremes(row: number, firstSlot: number): void {
    const lowest = this.#moments.min(row);
    const highest = this.#moments.max(row);
    let min = Infinity;
    let max = -Infinity;
    for (let slot = this.#newestSlot; slot >= firstSlot && !(min === lowest && max === highest); slot--) {
      if (this.#archive.isEmpty(slot)) continue;
      this.#archive.readMoments(slot, contents);
      min = Math.min(min, contents.min);
      max = Math.max(max, contents.max);
    }
    this.#moments.setExtremes(row, min, max);
  }

  /** Widens all rows until they hold this bucket; true if they had to be. */
  #reach(bucket: number): boolean {
    const place = bucket - this.#low;
    if (place >= 0 && place < this.#width) return false;
    const isNew = this.#width === 0;
    const first = isNew ? bucket : Math.min(bucket, this.#low);
    const last = isNew ? bucket : Math.max(bucket, this.#low + this.#width - 1);
    const low = first - (first % GROWTH_STEP);
    const width = last - (last % GROWTH_STEP) + GROWTH_STEP - low;
    const shift = isNew ? 0 : this.#low - low;
    this.#windows.reshape(low, width);
    this.#open = widened(this.#open, new Uint16Array(width), shift);
    if (this.#sinceCut !== null) this.#sinceCut = widened(this.#sinceCut, new Uint32Array(width), shift);
    this.#low = low;
    this.#width = width;
    return true;
  }
}

function widened<A extends Uint16Array | Uint32Array>(counts: A, wider: A, shift: number): A {
  wider.set(counts, shift);
  return wider;
}
