import type { AlertSeverity } from './alert-settings.ts';

/** What can be wrong, each by the name that settings, the API and messages use. */
export const ALERT_RULES = [
  'target_unhealthy',
  'target_degraded',
  'error_rate_critical',
  'error_rate_warning',
  'latency_warning',
  'latency_regression',
  'slo_burn_rate',
  'rate_limit_low',
  'rate_limited',
  'credentials_rejected',
  'quota_exhausted',
  'permission',
  'circuit_open',
  'flapping',
  'stale',
  'egress_down',
  'vendor_incident',
  'model_deprecated',
  'model_unavailable',
  'certificate_expiring',
  'own_component',
] as const;

/** A rule by its name, as settings, silences and answers write it. */
export type AlertRuleName = (typeof ALERT_RULES)[number];

/** How many failures and observations both windows of a pair need before its rates count. */
export interface BurnRateSettings {
  /** What is promised, percent of calls and checks that succeed [99]; 50 to 99.999. */
  readonly sloPercent: number;
  /** Failures in the long window [3]. */
  readonly minFailuresLong: number;
  /** Failures in the short window [2]. */
  readonly minFailuresShort: number;
  /** Observations in the long window [10]. */
  readonly minSamplesLong: number;
  /** Observations in the short window [2]. */
  readonly minSamplesShort: number;
  /** Severity of the two slow pairs [info]; the fast ones have the rule's own. */
  readonly slowSeverity: AlertSeverity;
}

/** One rule as it is in force for one target. */
export interface RuleSettings extends BurnRateSettings {
  readonly enabled: boolean;
  readonly severity: AlertSeverity;
  /** How long the condition must last before anybody is told, milliseconds. */
  readonly forMs: number;
  /** How long it must be gone before it counts as over, milliseconds. */
  readonly keepFiringForMs: number;
  /** Of error_rate_warning and error_rate_critical; null takes the thresholds of the provider. */
  readonly errorRatePercent: number | null;
  /** Of latency_warning; null takes the threshold of the provider. */
  readonly latencyMs: number | null;
  /** Of rate_limit_low: share of the limit that is left, percent [10]. */
  readonly remainingPercent: number;
  /** Of model_deprecated and certificate_expiring: days before the date [30, 14]. */
  readonly withinDays: number;
}

export type RuleOverrides = Partial<Record<AlertRuleName, Partial<RuleSettings>>>;

/** What differs from the defaults: for all, for targets with a tag, for one target; the later wins. */
export interface AlertRulesSettings {
  readonly all: RuleOverrides;
  readonly byTag: Readonly<Record<string, RuleOverrides>>;
  /** By id of a provider, whose models follow it, or of a model. */
  readonly byTarget: Readonly<Record<string, RuleOverrides>>;
}

const COMMON: RuleSettings = {
  enabled: true,
  severity: 'warning',
  forMs: 0,
  keepFiringForMs: 0,
  errorRatePercent: null,
  latencyMs: null,
  remainingPercent: 10,
  withinDays: 30,
  sloPercent: 99,
  minFailuresLong: 3,
  minFailuresShort: 2,
  minSamplesLong: 10,
  minSamplesShort: 2,
  slowSeverity: 'info',
};

/**
 * chosen: what is confirmed already fires at once, what comes and goes must last; an outage alone is critical, since
 * nobody is to be woken for an account or for a slow answer.
 */
const OWN_DEFAULTS: RuleOverrides = {
  target_unhealthy: { severity: 'critical' },
  target_degraded: { forMs: 60_000 },
  error_rate_critical: { severity: 'critical' },
  error_rate_warning: { forMs: 60_000 },
  latency_warning: { forMs: 60_000, keepFiringForMs: 120_000 },
  latency_regression: { severity: 'info', forMs: 600_000, keepFiringForMs: 600_000 },
  slo_burn_rate: { keepFiringForMs: 120_000 },
  rate_limit_low: { forMs: 60_000, keepFiringForMs: 120_000 },
  rate_limited: { forMs: 120_000, keepFiringForMs: 120_000 },
  circuit_open: { forMs: 60_000 },
  // two looks at a component, so that one that stumbled once is no news
  own_component: { forMs: 10_000, keepFiringForMs: 30_000 },
  flapping: { keepFiringForMs: 300_000 },
  egress_down: { severity: 'critical' },
  vendor_incident: { severity: 'info' },
  certificate_expiring: { withinDays: 14 },
};

export const DEFAULT_RULES = Object.freeze(
  Object.fromEntries(ALERT_RULES.map((name) => [name, Object.freeze({ ...COMMON, ...OWN_DEFAULTS[name] })])),
) as Readonly<Record<AlertRuleName, RuleSettings>>;

/** Whose settings of a rule are asked for. */
export interface RuleScope {
  /** Null for what has no target. */
  readonly targetId: string | null;
  readonly providerId: string | null;
  readonly tags: readonly string[];
}

/** Defaults, then those for all, by tag in the order of the target's tags, of its provider, and its own. */
export function ruleInForce(rules: AlertRulesSettings, name: AlertRuleName, scope: RuleScope): RuleSettings {
  const { targetId, providerId, tags } = scope;
  return {
    ...DEFAULT_RULES[name],
    ...rules.all[name],
    ...Object.assign({}, ...tags.map((tag) => rules.byTag[tag]?.[name] ?? {})),
    ...(providerId === null ? {} : rules.byTarget[providerId]?.[name]),
    ...(targetId === null ? {} : rules.byTarget[targetId]?.[name]),
  };
}
