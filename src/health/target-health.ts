import type { EpochMs } from '../clock/clock.ts';
import type { Notice } from '../observations/notice.ts';
import type { Observation, RateLimit } from '../observations/observation.ts';
import type { TrendVerdict } from '../statistics/trend/trend-verdict.ts';
import type { Target } from '../targets/target.ts';
import type { AssessorSettings, HealthAssessor } from './assessor/health-assessor.ts';
import { type Conditions, NO_CONDITIONS } from './assessor/evidence.ts';
import { CLOSED_CIRCUIT, type CircuitState } from './circuit-state.ts';
import type { GuardedTally } from './guarded-tally.ts';
import type { GenerateHealth } from './generate-health.ts';
import { Recent } from './recent.ts';
import type { StatusPage } from './status-page.ts';
import type { Verdict } from './status.ts';
import type { TargetWindows } from './target-windows.ts';

const RECENT_CHECKS = 20;
const RECENT_FAILURES = 5;

const NOT_OBSERVED: Verdict = Object.freeze({
  status: 'unknown' as const,
  reasons: [{ code: 'no_data' as const, message: 'not observed yet' }],
  blame: null,
});

/** How a target did over longer times; null where nothing is known of one. */
export interface Standing {
  /** Successes out of successes and health failures. */
  readonly availabilityPercent: Readonly<Record<'1h' | '24h', number | null>>;
  /** Share of the known time in which the status was not unhealthy. */
  readonly uptimePercent: Readonly<Record<'1h' | '24h' | '7d' | '30d', number | null>>;
}

/** Everything that is known now of one target. Written by the pipeline and the registry alone. */
export class TargetHealth {
  target: Target;
  readonly windows: TargetWindows;
  readonly assessor: HealthAssessor;
  verdict: Verdict = NOT_OBSERVED;
  /** When the status became what it is. */
  since: EpochMs;
  /** The newest probe, whatever its level. */
  lastCheck: Observation | null = null;
  /** Checks of late, successes included; and failures of late, of calls as well. */
  readonly recentChecks = new Recent<Observation>(RECENT_CHECKS);
  readonly recentFailures = new Recent<Observation>(RECENT_FAILURES);
  lastSuccessAt: EpochMs | null = null;
  version: string | null = null;
  capabilities: Readonly<Record<string, unknown>> = {};
  /** What checks learnt and people should know of, due or not. */
  notices: readonly Notice[] = [];
  /** Names the run of the server that answered last; null where it does not say. */
  instanceId: string | null = null;
  /** When we last saw that its server had restarted. */
  restartedAt: EpochMs | null = null;
  rateLimit: RateLimit | null = null;
  circuit: CircuitState = CLOSED_CIRCUIT;
  /** Kept by history; null until it has looked. */
  standing: Standing | null = null;
  /** Which way its latency and error rate go; null while too little was seen. */
  trend: TrendVerdict | null = null;
  conditions: Conditions = NO_CONDITIONS;
  /** Null where no generate probe is configured. */
  generate: GenerateHealth | null = null;
  /** Calls that ran through our guard; null where none did. */
  guarded: GuardedTally | null = null;
  /** What the provider's own page says; null where none is read. */
  statusPage: StatusPage | null = null;
  /** Grows with everything that an answer shows; what is cached keys on it. */
  revision = 0;

  constructor(target: Target, windows: TargetWindows, assessor: HealthAssessor, since: EpochMs) {
    this.target = target;
    this.windows = windows;
    this.assessor = assessor;
    this.since = since;
  }

  /** Changes what the assessor must reckon with; false when that is what it was already. */
  amend(change: Partial<Conditions>): boolean {
    const entries = Object.entries(change) as [keyof Conditions, unknown][];
    if (entries.every(([key, value]) => this.conditions[key] === value)) return false;
    this.conditions = { ...this.conditions, ...change };
    return true;
  }

  /** Follows its target's changed settings; windows and status stay. */
  reconfigure(): void {
    this.assessor.reconfigure(assessorSettingsOf(this.target));
  }

  /** Gives its windows back to the pool; the state must not be used afterwards. */
  release(): void {
    this.windows.release();
  }

  /** Whether an application should send it work right now. */
  get isUsable(): boolean {
    const { target, verdict, conditions, circuit } = this;
    if (!target.provider.enabled || conditions.isStarting) return false;
    return verdict.status !== 'unhealthy' && circuit.state !== 'open';
  }
}

export function assessorSettingsOf(target: Target): AssessorSettings {
  const { thresholds, intervalMs, timeoutMs, circuit } = target.provider;
  return {
    thresholds,
    intervalMs,
    timeoutMs,
    resetTimeoutMs: circuit.resetTimeoutMs,
    consecutiveCallFailures: circuit.consecutiveFailures,
    isModel: target.model !== null,
  };
}
