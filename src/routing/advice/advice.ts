import type { EpochMs } from '../../clock/clock.ts';
import type { Status } from '../../health/status.ts';
import type { RoutedMeasure } from '../../health/target-windows.ts';
import type { Strategy } from '../../settings/routing-settings.ts';

/** What a weight is the product of, each from 0 to 1 but for the configured one. */
export interface Factors {
  /** `weight` in the settings. */
  readonly configured: number;
  /** Healthy 1, unknown 0.5, degraded 0.3; less for a last resort. */
  readonly status: number;
  /** Best p95 of the pool by its own. */
  readonly latency: number;
  /** Share of the rate limit that is left. */
  readonly headroom: number;
  /** From 0.1 to 1 while it comes back. */
  readonly slowStart: number;
  /** Strategy `cost`: by price. */
  readonly cost: number | null;
  /** Strategy `priority`: what those before it leave. */
  readonly priority: number | null;
}

/** A target that calls may go to. */
export interface Candidate {
  readonly id: string;
  /** Product of the factors: 0 to the configured weight. */
  readonly weight: number;
  /** Probability with which `pick` takes it, 0 to 1; those of all candidates add up to 1. */
  readonly share: number;
  readonly status: Status;
  /** p95 of the last five minutes, milliseconds, by `p95Of`; null while too little was measured. */
  readonly p95Ms: number | null;
  readonly p95Of: RoutedMeasure | null;
  readonly factors: Factors;
  /** The provider asked to wait until then; it has no weight before. */
  readonly waitsUntil: EpochMs | null;
  /** Why it would be left out, were there others: in panic, or held back by the ejection cap. */
  readonly lastResort: LeftOut | null;
}

/** Why a target is not advised. */
export type ExclusionReason =
  'filter_mismatch' | 'disabled' | 'maintenance' | 'circuit_open' | 'unhealthy' | 'starting';

/** Why a target is left out. */
export interface LeftOut {
  readonly reason: ExclusionReason;
  /** For people, free of secrets. */
  readonly detail: string | null;
  /** When it is worth another look; null where nobody knows. */
  readonly retryAt: EpochMs | null;
}

/** A target that is not advised, and why. */
export interface Exclusion extends LeftOut {
  readonly id: string;
}

/** Who may be called, and why the others may not. */
export interface Advice {
  readonly pool: string;
  readonly strategy: Strategy;
  /** Too few were left, so that all are named, the least bad first. */
  readonly isPanic: boolean;
  /** More of the pool is failing than may be left out. */
  readonly isCapped: boolean;
  /** The best first. */
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Exclusion[];
}
