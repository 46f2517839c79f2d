import { z } from 'zod';
import {
  ALERT_RULES,
  DEFAULT_RULES,
  type AlertRuleName,
  type AlertRulesSettings,
  type RuleOverrides,
  type RuleSettings,
} from './alert-rules.ts';
import { boolean, mapOf, number, oneOf, section, wholeNumber } from './scalars.schema.ts';

export const SEVERITIES = ['info', 'warning', 'critical'] as const;
const DAY_SECONDS = 86_400;

/** The rule that the keys of a rule are about, for their descriptions. */
function common(name: AlertRuleName) {
  const usual = DEFAULT_RULES[name];
  return {
    enabled: boolean().describe('Default true.').optional(),
    severity: oneOf(SEVERITIES).describe(`Default ${usual.severity}.`).optional(),
    for_seconds: number(0, DAY_SECONDS)
      .describe(`How long it must last before anybody is told, seconds. Default ${usual.forMs / 1000}.`)
      .optional(),
    keep_firing_for_seconds: number(0, DAY_SECONDS)
      .describe(`How long it must be gone to be over, seconds. Default ${usual.keepFiringForMs / 1000}.`)
      .optional(),
  };
}

const errorRate = {
  error_rate_percent: number(1, 100)
    .describe('Share of failures over 1 or 5 minutes, percent. Default: the threshold of the provider.')
    .optional(),
};

const withinDays = (name: AlertRuleName) => ({
  within_days: number(0, 3650)
    .describe(`Days before the date from which it is told. Default ${DEFAULT_RULES[name].withinDays}.`)
    .optional(),
});

const burnRate = {
  slo_percent: number(50, 99.999)
    .describe('What is promised: share of successes over 30 days, percent. Default 99.')
    .optional(),
  min_failures_long: wholeNumber(1, 1_000_000)
    .describe('Failures that the long window of a pair must hold. Default 3.')
    .optional(),
  min_failures_short: wholeNumber(1, 1_000_000)
    .describe('Failures that the short window of a pair must hold. Default 2.')
    .optional(),
  min_samples_long: wholeNumber(1, 1_000_000)
    .describe('Checks and calls that the long window must hold. Default 10.')
    .optional(),
  min_samples_short: wholeNumber(1, 1_000_000)
    .describe('Checks and calls that the short window must hold. Default 2.')
    .optional(),
  slow_severity: oneOf(SEVERITIES)
    .describe('Of the slow pairs (3 over 1 d and 2 h, 1 over 3 d and 6 h). Default info.')
    .optional(),
};

const rulesShape = {
  target_unhealthy: section(common('target_unhealthy')).describe(
    'An outage that the provider is to blame for.',
  ),
  target_degraded: section(common('target_degraded')).describe('Some checks or calls fail.'),
  error_rate_critical: section({ ...common('error_rate_critical'), ...errorRate }),
  error_rate_warning: section({ ...common('error_rate_warning'), ...errorRate }),
  latency_warning: section({
    ...common('latency_warning'),
    latency_ms: number(1, 3_600_000)
      .describe('p95 over 5 minutes, milliseconds. Default: latency_warning_ms of the provider.')
      .optional(),
  }),
  latency_regression: section(common('latency_regression')).describe(
    'Slower than the target usually is at this hour.',
  ),
  slo_burn_rate: section({ ...common('slo_burn_rate'), ...burnRate }).describe(
    'The error budget is used up too fast, over a long and a short window: 14.4 times over 1 h and 5 min, 6 over ' +
      '6 h and 30 min, 3 over 1 d and 2 h, 1 over 3 d and 6 h.',
  ),
  rate_limit_low: section({
    ...common('rate_limit_low'),
    remaining_percent: number(0, 100)
      .describe('Told below this share of the limit, percent. Default 10.')
      .optional(),
  }),
  rate_limited: section(common('rate_limited')),
  credentials_rejected: section(common('credentials_rejected')),
  quota_exhausted: section(common('quota_exhausted')),
  permission: section(common('permission')),
  circuit_open: section(common('circuit_open')),
  flapping: section(common('flapping')),
  stale: section(common('stale')).describe('Nothing was observed for 3 intervals and a timeout.'),
  egress_down: section(common('egress_down')).describe('Our own network is down; told once for all targets.'),
  vendor_incident: section(common('vendor_incident')).describe("The provider's own status page reports one."),
  model_deprecated: section({ ...common('model_deprecated'), ...withinDays('model_deprecated') }),
  model_unavailable: section(common('model_unavailable')),
  certificate_expiring: section({ ...common('certificate_expiring'), ...withinDays('certificate_expiring') }),
  own_component: section(common('own_component')).describe(
    'Disk, memory, stores of this process; an error is critical, a warning has the severity given here.',
  ),
} as const satisfies Record<AlertRuleName, z.ZodType>;

const optionalRules = Object.fromEntries(
  ALERT_RULES.map((name) => [name, rulesShape[name].optional()]),
) as unknown as Record<AlertRuleName, z.ZodOptional<z.ZodType<RawRule>>>;

/** Every key that some rule has; each schema above allows its own. */
type RawRule = Readonly<Record<string, unknown>>;

const KEYS: Readonly<Record<string, keyof RuleSettings>> = {
  enabled: 'enabled',
  severity: 'severity',
  for_seconds: 'forMs',
  keep_firing_for_seconds: 'keepFiringForMs',
  error_rate_percent: 'errorRatePercent',
  latency_ms: 'latencyMs',
  remaining_percent: 'remainingPercent',
  within_days: 'withinDays',
  slo_percent: 'sloPercent',
  min_failures_long: 'minFailuresLong',
  min_failures_short: 'minFailuresShort',
  min_samples_long: 'minSamplesLong',
  min_samples_short: 'minSamplesShort',
  slow_severity: 'slowSeverity',
};

/** One rule of the file in the names and units of the domain. */
export function toRuleSettings(raw: RawRule): Partial<RuleSettings> {
  return Object.fromEntries(
    Object.entries(raw).flatMap(([key, value]) => {
      const name = KEYS[key];
      if (name === undefined || value === undefined) return [];
      return [[name, key.endsWith('_seconds') ? Number(value) * 1000 : value]];
    }),
  );
}

function toOverrides(raw: Readonly<Record<string, unknown>>): RuleOverrides {
  return Object.fromEntries(
    ALERT_RULES.flatMap((name) =>
      raw[name] === undefined ? [] : [[name, toRuleSettings(raw[name] as RawRule)]],
    ),
  );
}

const rulesSection = section(optionalRules);

export const alertRulesSchema = section({
  ...optionalRules,
  by_tag: mapOf(rulesSection).describe('What differs for targets with a tag, by tag.').default({}),
  by_target: mapOf(rulesSection)
    .describe('What differs for a target, by id; the models of a provider follow it.')
    .default({}),
}).transform(({ by_tag: byTag, by_target: byTarget, ...all }): AlertRulesSettings => {
  const each = (raw: Record<string, Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(raw).map(([key, rules]) => [key, toOverrides(rules)]));
  return { all: toOverrides(all), byTag: each(byTag), byTarget: each(byTarget) };
});
