import type { Blame, FailureKind } from '../observations/failure-kind.ts';

/** How a target is; `unknown` where nothing recent says. */
export type Status = 'healthy' | 'degraded' | 'unhealthy' | 'unknown';

/** Why a status is what it is, as a machine reads it. */
export type ReasonCode =
  | FailureKind
  | 'no_data'
  | 'stale'
  | 'paused'
  | 'disabled'
  | 'egress_down'
  | 'error_rate_warning'
  | 'error_rate_critical'
  | 'latency'
  | 'slow_in_flight'
  | 'rate_limit_low'
  | 'flapping'
  | 'recovering'
  | 'probe_traffic_mismatch'
  | 'model_unhealthy'
  | 'incident'
  | 'starting'
  | 'model_deprecated'
  | 'certificate_expiring';

/** One reason for a status. */
export interface Reason {
  readonly code: ReasonCode;
  /** A sentence for people, free of secrets. */
  readonly message: string;
}

/** What the assessor says of a target at one moment. */
export interface Verdict {
  readonly status: Status;
  /** Never empty unless healthy; the one that decided comes first. */
  readonly reasons: readonly Reason[];
  readonly blame: Blame | null;
}
