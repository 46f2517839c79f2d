import type { EpochMs } from '../clock/clock.ts';
import { BoundedQueue, type QueueBounds } from './bounded-queue.ts';
import type { CircuitRecord, HistoryRecord, ProbeSpend, SavedState, Transition } from './history-record.ts';
import type { HistoryBatch } from './history-store.ts';
import type { RollupPart } from './rollup.ts';

/** What could not be kept, since the process began. */
export interface HistoryLoss {
  records: number;
  /** Observations that are missing in roll-ups. */
  rollups: number;
  transitions: number;
  circuits: number;
}

/**
 * chosen: half an hour of 150 targets at 30 s while the store is away, and 22 MB at most; twice that while a write
 * hangs. Changes have room of their own: a flood of records must not push out a transition.
 */
export const DEFAULT_BOUNDS = {
  records: { items: 10_000, bytes: 8_000_000 },
  rollups: { items: 20_000, bytes: 8_000_000 },
  transitions: { items: 5_000, bytes: 4_000_000 },
  circuits: { items: 5_000, bytes: 2_000_000 },
} as const satisfies Record<keyof HistoryLoss, QueueBounds>;

export type HistoryBounds = Readonly<Record<keyof HistoryLoss, QueueBounds>>;

/** What an object of some twenty fields takes. */
const OBJECT_BYTES = 250;

/** What waits to be written. */
export class HistoryQueue {
  readonly lost: HistoryLoss = { records: 0, rollups: 0, transitions: 0, circuits: 0 };
  readonly records: BoundedQueue<HistoryRecord>;
  readonly rollups: BoundedQueue<RollupPart>;
  readonly transitions: BoundedQueue<Transition>;
  readonly circuits: BoundedQueue<CircuitRecord>;
  /** Of these the newest counts. */
  readonly #spend = new Map<string, ProbeSpend>();
  readonly #states = new Map<string, SavedState>();

  constructor(bounds: HistoryBounds = DEFAULT_BOUNDS) {
    const { lost } = this;
    this.records = new BoundedQueue(bounds.records, recordBytes, () => void lost.records++);
    this.rollups = new BoundedQueue(
      bounds.rollups,
      partBytes,
      (part) => void (lost.rollups += countOf(part)),
    );
    this.transitions = new BoundedQueue(bounds.transitions, transitionBytes, () => void lost.transitions++);
    this.circuits = new BoundedQueue(bounds.circuits, circuitBytes, () => void lost.circuits++);
  }

  get size(): number {
    const { records, rollups, transitions, circuits } = this;
    const queued = records.size + rollups.size + transitions.size + circuits.size;
    return queued + this.#spend.size + this.#states.size;
  }

  setSpend(spend: ProbeSpend): void {
    this.#spend.set(`${spend.day} ${spend.targetId}`, spend);
  }

  setState(state: SavedState): void {
    this.#states.set(state.key, state);
  }

  /** Takes all that waits. */
  take(at: EpochMs): HistoryBatch {
    const batch = {
      at,
      records: this.records.takeAll(),
      rollups: this.rollups.takeAll(),
      transitions: this.transitions.takeAll(),
      circuits: this.circuits.takeAll(),
      spend: [...this.#spend.values()],
      states: [...this.#states.values()],
    };
    this.#spend.clear();
    this.#states.clear();
    return batch;
  }

  /** What could not be written waits again, before what came meanwhile. */
  putBack(batch: HistoryBatch): void {
    this.records.putBack(batch.records);
    this.rollups.putBack(batch.rollups);
    this.transitions.putBack(batch.transitions);
    this.circuits.putBack(batch.circuits);
    for (const spend of batch.spend) {
      if (!this.#spend.has(`${spend.day} ${spend.targetId}`)) this.setSpend(spend);
    }
    for (const state of batch.states) if (!this.#states.has(state.key)) this.setState(state);
  }

  /** Parts that were under way and are not known here in a newer form. */
  addMissing(parts: readonly RollupPart[]): void {
    for (const part of parts) {
      const isSame = (other: RollupPart): boolean =>
        other.part === part.part && other.targetId === part.targetId;
      if (!this.rollups.some(isSame)) this.rollups.push(part);
    }
  }
}

/** Observations in a part. */
function countOf({ tally }: RollupPart): number {
  return Object.values(tally.byFailure).reduce((sum, count) => sum + count, tally.ok);
}

function recordBytes({ detail, requestId, vendorCode }: HistoryRecord): number {
  return OBJECT_BYTES + 2 * ((detail?.length ?? 0) + (requestId?.length ?? 0) + (vendorCode?.length ?? 0));
}

function partBytes({ tally }: RollupPart): number {
  const { latency, ttft, speed } = tally;
  return OBJECT_BYTES + (latency?.length ?? 0) + (ttft?.length ?? 0) + (speed?.length ?? 0);
}

function transitionBytes({ reasons }: Transition): number {
  return reasons.reduce((sum, { message }) => sum + OBJECT_BYTES + 2 * message.length, OBJECT_BYTES);
}

function circuitBytes({ reason }: CircuitRecord): number {
  return OBJECT_BYTES + 2 * (reason?.length ?? 0);
}
