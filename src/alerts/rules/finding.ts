import type { EpochMs, MonotonicMs } from '../../clock/clock.ts';
import type { TargetHealth } from '../../health/target-health.ts';
import type { Blame } from '../../observations/failure-kind.ts';
import type { AlertSeverity } from '../../settings/alert-settings.ts';
import type { AlertRuleName, RuleSettings } from '../../settings/alert-rules.ts';
import type { AlertEvidence } from '../alert.ts';
import type { BurnCounters } from '../burn/burn-counters.ts';
import type { OwnComponents } from './own-components.ts';
import type { LatencyShift } from './latency-shift.ts';

/** A condition that holds now. */
export interface Finding {
  /** Tells it apart from others of the same rule and target; empty where there is one. */
  readonly instance: string;
  readonly severity: AlertSeverity;
  readonly title: string;
  readonly summary: string;
  readonly blame: Blame | null;
  /** When it began, where that is known; null for now. */
  readonly since: EpochMs | null;
  /** What was seen that no failed call shows; the failures of the target stand behind it. */
  readonly evidence?: readonly AlertEvidence[];
}

/** What holds now; or that nobody can say, so that what was said before stands. */
export type Found = readonly Finding[] | 'unknown';

export const NOTHING: readonly Finding[] = Object.freeze([]);

/** One target as rules see it: the state that the API shows, and what belongs to it. */
export interface TargetView {
  readonly state: TargetHealth;
  /** The models of a provider that are watched; empty for a model. */
  readonly models: readonly TargetHealth[];
  readonly now: EpochMs;
  readonly nowMs: MonotonicMs;
  /** Null before anything was counted. */
  readonly burn: BurnCounters | null;
  /** What trends say of its latency; null where it is as usual, or too little is known. */
  readonly latencyShift: LatencyShift | null;
  /** Whether an alert of this rule is firing: what is on needs less to stay on. */
  readonly isFiring: (rule: AlertRuleName) => boolean;
}

/** What concerns no target. */
export interface WorldView {
  readonly now: EpochMs;
  readonly egress: 'ok' | 'suspected' | 'down';
  readonly externalCount: number;
  readonly components: OwnComponents;
}

export interface TargetRule {
  readonly name: AlertRuleName;
  find(view: TargetView, settings: RuleSettings): Found;
}

export interface WorldRule {
  readonly name: AlertRuleName;
  find(view: WorldView, settings: RuleSettings): Found;
}
