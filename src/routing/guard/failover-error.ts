import type { EpochMs } from '../../clock/clock.ts';
import type { FailureKind } from '../../observations/failure-kind.ts';

/** One target that did not do. */
export interface FailedAttempt {
  readonly targetId: string;
  /** Null where its circuit let nothing through, so that it was not called. */
  readonly failure: FailureKind | null;
  /** For people, free of secrets. */
  readonly detail: string | null;
}

/** No target of the pool would do. Its `cause` is what the last one that was called threw. */
export class FailoverError extends Error {
  readonly code = 'FAILOVER_EXHAUSTED';
  readonly pool: string;
  /** In the order in which they were tried. */
  readonly attempts: readonly FailedAttempt[];
  /** Wall time at which the first of them is worth another try; null where nobody knows. */
  readonly retryAt: EpochMs | null;

  constructor(
    pool: string,
    attempts: readonly FailedAttempt[],
    options: ErrorOptions & { readonly retryAt?: EpochMs | null } = {},
  ) {
    const tried = attempts.map(({ targetId, failure }) => `${targetId} (${failure ?? 'circuit_open'})`);
    super(`no target of ${pool} would do: ${tried.join(', ') || 'it has none'}`, options);
    this.name = 'FailoverError';
    this.pool = pool;
    this.attempts = attempts;
    this.retryAt = options.retryAt ?? null;
  }
}
