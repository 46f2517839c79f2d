import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import { check } from './issues.ts';
import { OWN_COMPONENTS } from './process-settings.ts';
import { handles, ownCheckTimeout, percent, retention } from './process.schema.ts';
import type { SettingsProblem } from './problems.ts';
import type { Redaction } from './redact.ts';
import {
  boolean,
  databaseUrl,
  httpUrl,
  listOf,
  number,
  oneOf,
  redisUrl,
  text,
  wholeNumber,
} from './scalars.schema.ts';
import type { Variables } from './variables.ts';

export interface EnvironmentVariable {
  readonly name: string;
  readonly schema: z.ZodType;
  /**
   * Where in the file it lands. Below `defaults` it overrides what the file says there and so reaches every provider
   * that does not set a value of its own; elsewhere it overrides the file. Null: see `alert-variables.ts`,
   * `api-tokens.ts` and `file-path.ts`.
   */
  readonly path: readonly string[] | null;
  /** How its text becomes a list, where it is one. */
  readonly split?: (text: string) => readonly string[];
}

function variable(name: string, schema: z.ZodType, path: string | null): EnvironmentVariable {
  return { name, schema, path: path === null ? null : path.split('.') };
}

const MAX_LATENCY_MS = 3_600_000;

/** A list as a variable holds it, `a, b`; `all` means every one. */
function componentNames(text: string): readonly string[] {
  const names = text.split(/[\s,]+/).filter((name) => name !== '');
  return names.length === 1 && names[0] === 'all' ? OWN_COMPONENTS : names;
}

/** Every environment variable with a meaning of its own; defaults are those of the file's schema. */
export const ENVIRONMENT_VARIABLES: readonly EnvironmentVariable[] = [
  variable('HEALTH_MONITORING_ENABLED', boolean(), 'monitoring.enabled'),
  variable('HEALTH_CHECK_INTERVAL_SECONDS', wholeNumber(10, 300), 'defaults.interval_seconds'),
  variable('HEALTH_CHECK_TIMEOUT_SECONDS', wholeNumber(1, 120), 'defaults.timeout_seconds'),
  variable('HEALTH_HISTORY_RETENTION', retention, 'history.retention_per_target'),
  variable(
    'HEALTH_DEGRADATION_WARNING_THRESHOLD',
    number(1, 100),
    'defaults.thresholds.error_rate_warning_percent',
  ),
  variable(
    'HEALTH_DEGRADATION_CRITICAL_THRESHOLD',
    number(1, 100),
    'defaults.thresholds.error_rate_critical_percent',
  ),
  variable('HEALTH_LATENCY_WARNING_MS', number(1, MAX_LATENCY_MS), 'defaults.thresholds.latency_warning_ms'),
  variable('ENABLE_PROMETHEUS_METRICS', boolean(), 'server.prometheus_enabled'),
  variable('BELLWETHER_PUBLIC_URL', httpUrl(), 'server.public_url'),
  variable('HEALTH_ALERT_WEBHOOK_URL', httpUrl(), null),
  variable('BELLWETHER_WEBHOOK_SECRET', text(), null),
  variable('HEALTH_CHECK_TIMEOUT_MS', ownCheckTimeout, 'own_health.timeout_ms'),
  variable('HEALTH_CHECK_AI_MODEL_TIMEOUT_MS', ownCheckTimeout, 'own_health.ai_model_timeout_ms'),
  variable('HEALTH_CHECK_CACHE_TIMEOUT_MS', ownCheckTimeout, 'own_health.cache_timeout_ms'),
  variable('HEALTH_CHECK_RESILIENCE_TIMEOUT_MS', ownCheckTimeout, 'own_health.resilience_timeout_ms'),
  variable('HEALTH_CHECK_RETRY_COUNT', wholeNumber(0, 10), 'own_health.retry_count'),
  {
    ...variable('HEALTH_CHECK_ENABLED_COMPONENTS', listOf(oneOf(OWN_COMPONENTS)), 'own_health.components'),
    split: componentNames,
  },
  variable('HEALTH_MEMORY_WARNING_PERCENT', percent, 'host_checks.memory_percent.warning'),
  variable('HEALTH_MEMORY_ERROR_PERCENT', percent, 'host_checks.memory_percent.error'),
  variable('HEALTH_DISK_WARNING_PERCENT', percent, 'host_checks.disk_percent.warning'),
  variable('HEALTH_DISK_ERROR_PERCENT', percent, 'host_checks.disk_percent.error'),
  variable('HEALTH_CPU_WARNING_PERCENT', percent, 'host_checks.cpu_percent.warning'),
  variable('HEALTH_CPU_ERROR_PERCENT', percent, 'host_checks.cpu_percent.error'),
  variable('HEALTH_ACTIVE_HANDLES_WARNING', handles, 'host_checks.active_handles.warning'),
  variable('HEALTH_ACTIVE_HANDLES_ERROR', handles, 'host_checks.active_handles.error'),
  variable('DATABASE_URL', databaseUrl(), 'database_url'),
  variable('REDIS_URL', redisUrl(), 'redis_url'),
  variable('PORT', wholeNumber(0, 65_535), 'server.port'),
  variable('HOST', text(), 'server.host'),
  variable('BELLWETHER_ALLOW_OPEN', boolean(), 'server.allow_open'),
  variable('BELLWETHER_METRICS_TOKEN', text(), 'server.metrics_token'),
  variable('BELLWETHER_API_TOKENS', text(), null),
  variable('BELLWETHER_CONFIG', text(), null),
];

export interface EnvironmentOverride {
  readonly variable: EnvironmentVariable;
  /** As the file would say it. */
  readonly value: unknown;
}

export interface EnvironmentReading {
  readonly overrides: readonly EnvironmentOverride[];
  readonly problems: readonly SettingsProblem[];
}

/** Reads every variable of the table that is set; an empty one counts as not set, as compose files leave it. */
export function readEnvironment(variables: Variables, redaction: Redaction): EnvironmentReading {
  const overrides: EnvironmentOverride[] = [];
  const problems: SettingsProblem[] = [];
  for (const entry of ENVIRONMENT_VARIABLES) {
    const value = variables.get(entry.name)?.trim();
    if (value === undefined || value === '') continue;
    const given = entry.split?.(value) ?? value;
    const found = check(entry.schema, given, redaction).problems;
    for (const { path, ...problem } of found) {
      const shown = path.length > 0 ? problem.value : redaction.show([entry.name], value);
      problems.push({ ...problem, key: entry.name, value: shown });
    }
    // the text itself lands in the file, whose schema reads it just the same
    if (found.length === 0) overrides.push({ variable: entry, value: given });
  }
  return { overrides, problems };
}

const OUR_PREFIX = /^(HEALTH|BELLWETHER)_/;
/** What Kubernetes sets in every container for a Service that happens to be named like us. */
const SERVICE_LINK =
  /^[A-Z0-9_]+_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$/;

/** Variables that begin like ours and mean nothing: a typing error would otherwise pass in silence. */
export function unknownVariables(variables: Variables): SettingsProblem[] {
  const ours = ENVIRONMENT_VARIABLES.map(({ name }) => name);
  return variables
    .names()
    .filter((name) => OUR_PREFIX.test(name) && !variables.asked.has(name) && !SERVICE_LINK.test(name))
    .map((name) => ({
      key: name,
      rule: 'is not a known environment variable',
      value: null,
      hint: didYouMean(name, ours),
    }));
}
