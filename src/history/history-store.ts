import type { EpochMs } from '../clock/clock.ts';
import type { FailureKind } from '../observations/failure-kind.ts';
import type {
  CircuitRecord,
  HistoryRecord,
  ProbeSpend,
  RecordKey,
  SavedState,
  Transition,
} from './history-record.ts';
import type { Resolution } from './resolution.ts';
import type { Retention } from './retention.ts';
import type { Rollup, RollupPart, RollupSet } from './rollup.ts';

export type HistoryEngine = 'memory' | 'sqlite' | 'postgres';

/** What is written at once: all of it or nothing. */
export interface HistoryBatch {
  /** When it was put together. */
  readonly at: EpochMs;
  readonly records: readonly HistoryRecord[];
  readonly rollups: readonly RollupPart[];
  readonly transitions: readonly Transition[];
  readonly circuits: readonly CircuitRecord[];
  /** The whole of a day so far each; replaces what was written before. */
  readonly spend: readonly ProbeSpend[];
  readonly states: readonly SavedState[];
}

/** From `from` on and before `to`. */
export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

export interface TargetRange extends TimeRange {
  /** Null for all targets. */
  readonly targetId: string | null;
}

export type OutcomeFilter = 'any' | 'ok' | 'failed' | FailureKind;
export type RecordOrder = 'newest_first' | 'oldest_first';

export interface RecordStreamQuery extends TargetRange {
  readonly outcome: OutcomeFilter;
  readonly order: RecordOrder;
}

export interface RecordQuery extends RecordStreamQuery {
  /** At least 1. */
  readonly limit: number;
  /** Goes on behind this one; null begins. */
  readonly after: RecordKey | null;
}

export interface RecordPage {
  readonly records: readonly HistoryRecord[];
  /** Where to go on; null at the end. */
  readonly next: RecordKey | null;
}

export interface RollupQuery extends TimeRange {
  readonly targetId: string;
  readonly resolution: Resolution;
}

export interface SummaryQuery extends TimeRange {
  readonly targetId: string;
  readonly set: RollupSet;
}

export interface UpkeepResult {
  /** Rows that were deleted or merged. */
  readonly rows: number;
  /** There is more to do. */
  readonly hasMore: boolean;
}

/**
 * Where the past is kept. Every method may reject when the store is slow, full, locked or gone; nothing that was
 * rejected has been written in part, and a batch may be written again whatever became of it.
 */
export abstract class HistoryStore {
  abstract readonly engine: HistoryEngine;

  /** Brings the tables to their newest form. May be repeated until it succeeds; everything else needs it. */
  abstract open(): Promise<void>;
  abstract write(batch: HistoryBatch): Promise<void>;

  abstract records(query: RecordQuery): Promise<RecordPage>;
  /** All of them, page by page, in constant memory. */
  abstract streamRecords(query: RecordStreamQuery): AsyncIterable<readonly HistoryRecord[]>;

  /**
   * By time, checks before calls, those that begin in the range; the one that is still open counts so far. Where
   * nothing was observed there is none.
   */
  abstract rollups(query: RollupQuery): Promise<Rollup[]>;
  /**
   * All that was observed in the range, merged from the coarsest pieces that fit. `from` and `to` of the answer are
   * the range's, rounded down to the finest pieces that are still kept of that time.
   */
  abstract summary(query: SummaryQuery): Promise<Rollup>;

  /** Oldest first, and before them the last of each target before `from`: what was in force then. */
  abstract transitions(query: TargetRange): Promise<Transition[]>;
  /** As transitions. */
  abstract circuits(query: TargetRange): Promise<CircuitRecord[]>;
  /** Of all targets on that day. */
  abstract spend(day: string): Promise<ProbeSpend[]>;
  abstract state(key: string): Promise<SavedState | null>;
  /** Those whose keys begin so, by key. */
  abstract states(prefix: string): Promise<SavedState[]>;

  /** Merges a portion of the roll-ups whose time is over into coarser ones. */
  abstract compact(nowMs: EpochMs): Promise<UpkeepResult>;
  /** Deletes a portion of what is no longer to be kept. */
  abstract prune(retention: Retention, nowMs: EpochMs): Promise<UpkeepResult>;
  /** Of live data. */
  abstract sizeBytes(): Promise<number>;
  /** What was not written is lost. */
  abstract close(): Promise<void>;
}
