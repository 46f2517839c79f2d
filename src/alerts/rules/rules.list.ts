import { credentialsRejected, modelUnavailable, permission, quotaExhausted } from './account.rule.ts';
import { sloBurnRate } from './burn-rate.rule.ts';
import { circuitOpen } from './circuit.rule.ts';
import type { TargetRule, WorldRule } from './finding.ts';
import { certificateExpiring, modelDeprecated, vendorIncident } from './notices.rule.ts';
import { flapping, stale, targetDegraded, targetUnhealthy } from './target-status.rule.ts';
import {
  errorRateCritical,
  errorRateWarning,
  latencyRegression,
  latencyWarning,
  rateLimited,
  rateLimitLow,
} from './threshold.rule.ts';
import { egressDown, ownComponent } from './world.rule.ts';

/** A new rule is a file of its own, a line here and a name in the settings. */
export const TARGET_RULES: readonly TargetRule[] = [
  targetUnhealthy,
  targetDegraded,
  errorRateCritical,
  errorRateWarning,
  latencyWarning,
  latencyRegression,
  sloBurnRate,
  rateLimitLow,
  rateLimited,
  credentialsRejected,
  quotaExhausted,
  permission,
  circuitOpen,
  flapping,
  stale,
  vendorIncident,
  modelDeprecated,
  modelUnavailable,
  certificateExpiring,
];

export const WORLD_RULES: readonly WorldRule[] = [egressDown, ownComponent];
