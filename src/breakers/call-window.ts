import type { MonotonicMs } from '../clock/clock.ts';

/** What a minute of calls came to. */
export interface CallTally {
  /** Successes and health failures; account and caller faults are in neither. */
  readonly calls: number;
  readonly failures: number;
  readonly slowCalls: number;
}

/** chosen: LLM calls are few and long, so opossum's usual ten seconds hold too few of them. */
export const CALL_WINDOW_MS = 60_000;
// 5 × 3 counts of four bytes are the most that a typed array holds inside V8's heap (64 bytes)
const SLOTS = 5;
const SLOT_MS = CALL_WINDOW_MS / SLOTS;
const FIELDS = 3;

/**
 * Counts of the last minute in slots of twelve seconds, by monotonic time. Opossum's own counters are not used: two
 * events an outcome cost 0.2 to 2.6 µs, reading them 9 µs, and they keep every latency of the window.
 */
export class CallWindow {
  readonly #counts = new Uint32Array(SLOTS * FIELDS);
  #head = 0;
  /** Where the newest slot is counted. */
  #headOffset = 0;

  /** One that is too old for the window is dropped. */
  record(ok: boolean, isSlow: boolean, atMs: MonotonicMs): void {
    const slot = Math.floor(atMs / SLOT_MS);
    this.#advance(slot);
    if (this.#head - slot >= SLOTS) return;
    const offset = slot === this.#head ? this.#headOffset : (slot % SLOTS) * FIELDS;
    this.#counts[offset]!++;
    if (!ok) this.#counts[offset + 1]!++;
    if (isSlow) this.#counts[offset + 2]!++;
  }

  tally(nowMs: MonotonicMs): CallTally {
    this.#advance(Math.floor(nowMs / SLOT_MS));
    let calls = 0;
    let failures = 0;
    let slowCalls = 0;
    for (let offset = 0; offset < this.#counts.length; offset += FIELDS) {
      calls += this.#counts[offset]!;
      failures += this.#counts[offset + 1]!;
      slowCalls += this.#counts[offset + 2]!;
    }
    return { calls, failures, slowCalls };
  }

  /** Drops all that has expired, however long nothing was recorded. */
  #advance(slot: number): void {
    if (slot <= this.#head) return;
    const first = Math.max(this.#head + 1, slot - SLOTS + 1);
    for (let each = first; each <= slot; each++) {
      const offset = (each % SLOTS) * FIELDS;
      this.#counts.fill(0, offset, offset + FIELDS);
    }
    this.#head = slot;
    this.#headOffset = (slot % SLOTS) * FIELDS;
  }
}
