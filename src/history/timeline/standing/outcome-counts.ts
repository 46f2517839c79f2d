import type { EpochMs } from '../../../clock/clock.ts';

/** chosen: an hour is then an hour and up to five minutes, in 2.3 KB a target. */
export const BUCKET_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
/** A day, and the bucket that is not yet full. */
const BUCKETS = DAY_MS / BUCKET_MS + 1;

/** Successes and health failures of the last day. */
export class OutcomeCounts {
  readonly #ok = new Uint32Array(BUCKETS);
  readonly #failed = new Uint32Array(BUCKETS);
  /** Number of the newest bucket since 1970. */
  #newest = -Infinity;
  /** Where it is counted. */
  #newestSlot = 0;

  /** @param count so many in one moment */
  add(isOk: boolean, at: EpochMs, count = 1): void {
    const slot = this.#slotFor(Math.floor(at / BUCKET_MS));
    if (slot === null) return;
    const counts = isOk ? this.#ok : this.#failed;
    counts[slot]! += count;
  }

  /** What was counted of a bucket elsewhere; it may hold some of what was counted here. */
  restore(at: EpochMs, ok: number, failed: number): void {
    const slot = this.#slotFor(Math.floor(at / BUCKET_MS));
    if (slot === null) return;
    this.#ok[slot] = Math.max(this.#ok[slot]!, ok);
    this.#failed[slot] = Math.max(this.#failed[slot]!, failed);
  }

  /** Successes out of successes and failures since then, 0 to 100; null where there were none. */
  availabilityPercent(from: EpochMs, now: EpochMs): number | null {
    this.#slotFor(Math.floor(now / BUCKET_MS));
    let ok = 0;
    let failed = 0;
    const oldest = Math.max(Math.floor(from / BUCKET_MS), this.#newest - BUCKETS + 1);
    for (let bucket = oldest; bucket <= this.#newest; bucket++) {
      ok += this.#ok[bucket % BUCKETS]!;
      failed += this.#failed[bucket % BUCKETS]!;
    }
    return ok + failed === 0 ? null : (100 * ok) / (ok + failed);
  }

  /** Null for what lies too far back; all that has expired is dropped on the way. */
  #slotFor(bucket: number): number | null {
    if (bucket === this.#newest) return this.#newestSlot;
    if (bucket <= this.#newest - BUCKETS) return null;
    if (bucket > this.#newest) {
      const first = Math.max(this.#newest + 1, bucket - BUCKETS + 1);
      for (let empty = first; empty <= bucket; empty++) {
        this.#ok[empty % BUCKETS] = 0;
        this.#failed[empty % BUCKETS] = 0;
      }
      this.#newest = bucket;
      this.#newestSlot = bucket % BUCKETS;
    }
    return bucket % BUCKETS;
  }
}
