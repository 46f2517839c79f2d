import type { EpochMs } from '../clock/clock.ts';
import type { CircuitState } from '../health/circuit-state.ts';
import type { Reason, Status } from '../health/status.ts';
import type { Blame, FailureKind } from '../observations/failure-kind.ts';
import type { Depth, RateLimit, Source } from '../observations/observation.ts';

/** Orders what happened; unique within a target. */
export interface RecordKey {
  readonly at: EpochMs;
  /** Tells apart what happened in the same millisecond; 0 to 2^31 - 1. */
  readonly seq: number;
}

/** One observation as it is kept. */
export interface HistoryRecord extends RecordKey {
  readonly targetId: string;
  readonly source: Source;
  readonly depth: Depth;
  /** Null exactly when it went well. */
  readonly failure: FailureKind | null;
  readonly blame: Blame | null;
  /** What the target's status was once this was assessed. */
  readonly status: Status;
  readonly httpStatus: number | null;
  /** To the microsecond, as are all times of a call. */
  readonly latencyMs: number | null;
  readonly ttftMs: number | null;
  readonly outputTokens: number | null;
  readonly requestId: string | null;
  /** Kept of failures alone. */
  readonly detail: string | null;
  readonly vendorCode: string | null;
  readonly rateLimit: RateLimit | null;
  readonly retryAfterMs: number | null;
}

/** A status as it became, with why. */
export interface Transition extends RecordKey {
  readonly targetId: string;
  readonly from: Status;
  readonly to: Status;
  readonly reasons: readonly Reason[];
  readonly blame: Blame | null;
}

export interface CircuitRecord extends RecordKey {
  readonly targetId: string;
  readonly from: CircuitState['state'];
  readonly to: CircuitState['state'];
  readonly forced: boolean;
  readonly retryAt: EpochMs | null;
  readonly reason: string | null;
}

/** What the probes of one target cost on one day so far. */
export interface ProbeSpend {
  readonly targetId: string;
  /** UTC, `2026-11-22`. */
  readonly day: string;
  readonly usd: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Something that shall survive a restart: a text by a name, as its owner writes it. */
export interface SavedState {
  readonly key: string;
  readonly value: string;
  readonly at: EpochMs;
}
