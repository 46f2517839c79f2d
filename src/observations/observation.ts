import type { Blame, FailureKind } from './failure-kind.ts';

/** Where an observation comes from. */
export type Source = 'probe' | 'traffic' | 'guard' | 'trace';

/** How much of the real path an observation exercised. */
export type Depth = 'reach' | 'auth' | 'generate' | 'traffic' | 'guard' | 'trace';

/**
 * `reach` < `auth` < `generate` = `traffic` = `guard` = `trace`. Compared rather than looked up in a table: by a name that
 * costs some 5 ns, and it is asked a dozen times for each observation (measured).
 */
export function depthRank(depth: Depth): 0 | 1 | 2 {
  if (depth === 'reach') return 0;
  return depth === 'auth' ? 1 : 2;
}

/** Calls carry real work and are kept apart from checks: their latencies must never be mixed. */
export function isCall(depth: Depth): boolean {
  return depth !== 'reach' && depth !== 'auth';
}

/** What the provider says of our remaining rate limit; what it does not say is null. */
export interface RateLimit {
  readonly remainingRequests: number | null;
  readonly limitRequests: number | null;
  readonly remainingTokens: number | null;
  readonly limitTokens: number | null;
  /** Wall time in epoch milliseconds at which the tightest limit is full again. */
  readonly resetsAt: number | null;
}

/** The outcome of one call to a target, from any source. */
export interface Observation {
  readonly targetId: string;
  readonly source: Source;
  readonly depth: Depth;
  /** Wall time at which the outcome was known, epoch milliseconds. */
  readonly at: number;
  /** The same moment on our monotonic clock; what windows and the assessor order by. */
  readonly atMonotonicMs: number;
  readonly ok: boolean;
  /** Null exactly when `ok`. */
  readonly failure: FailureKind | null;
  /** The taxonomy's blame, or `local` when our own egress was down or our process stalled. Null when `ok`. */
  readonly blame: Blame | null;
  readonly latencyMs: number | null;
  /** Time to first token of a streamed call. */
  readonly ttftMs: number | null;
  readonly outputTokens: number | null;
  readonly httpStatus: number | null;
  /** The provider's own id of the request, for its support. */
  readonly requestId: string | null;
  /** One clause of evidence for people, free of secrets: `503 from GET /v1/models`. */
  readonly detail: string | null;
  /** The vendor's own error code or type, as it was received. */
  readonly vendorCode: string | null;
  readonly rateLimit: RateLimit | null;
  /** How long the provider asked us to wait, from `at` on. */
  readonly retryAfterMs: number | null;
  /**
   * The server answers and says that it is still starting (loading its model). It is not down, so this is neither a
   * success nor a failure that counts. Absent otherwise.
   */
  readonly isStarting?: true;
}
