import { z } from 'zod';
import {
  OWN_COMPONENTS,
  type HostLimit,
  type OwnHealthSettings,
  type RateLimitSettings,
} from './process-settings.ts';
import {
  boolean,
  httpUrl,
  listOf,
  mapOf,
  number,
  oneOf,
  optionalHttpUrl,
  origin,
  secretDigest,
  section,
  text,
  wholeNumber,
} from './scalars.schema.ts';
import { Secret } from './secret.ts';
import type { EgressSettings, LiveSettings, MonitoringSettings, ServerSettings } from './settings.ts';

export const monitoringSchema = section({
  enabled: boolean().describe('Default true. HEALTH_MONITORING_ENABLED overrides it.').default(true),
  max_concurrent_probes: wholeNumber(1, 1000).describe('Probes under way at once. Default 64.').default(64),
  jitter: number(0, 0.5)
    .describe('Share by which an interval may be shortened, 0 to 0.5. Default 0.1.')
    .default(0.1),
}).transform((raw): MonitoringSettings => ({
  enabled: raw.enabled,
  maxConcurrentProbes: raw.max_concurrent_probes,
  jitter: raw.jitter,
}));

const CONTROL_RULE = 'must be host:port';
const control = z.string({ error: CONTROL_RULE }).refine(isHostAndPort, { error: CONTROL_RULE });

function isHostAndPort(value: string): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/[\]]+):(\d{1,5})$/i.exec(value);
  return match !== null && Number(match[2]) >= 1 && Number(match[2]) <= 65_535;
}

/** Two owners that are neither each other nor one of the default providers. */
const DEFAULT_CONTROLS = ['one.one.one.one:443', 'dns.quad9.net:443'];

export const egressSchema = section({
  enabled: boolean()
    .describe('Whether our own connectivity is checked when providers fail together. Default true.')
    .default(true),
  controls: listOf(control)
    .describe('host:port pairs of unrelated owners; DNS and TCP to each tell whether our own network works.')
    .default(DEFAULT_CONTROLS),
  timeout_ms: number(100, 60_000)
    .describe('Deadline of one control, milliseconds. Default 3000.')
    .default(3000),
}).transform((raw): EgressSettings => ({
  enabled: raw.enabled,
  controls: raw.controls,
  timeoutMs: raw.timeout_ms,
}));

function perMinute(what: string, usual: number) {
  return wholeNumber(0, 10_000_000)
    .describe(`${what} a minute; 0 sets no limit. Default ${usual}.`)
    .default(usual);
}

// chosen: far above what dashboards, scrapers and busy applications need, far below what keeps a process busy
const rateLimitSchema = section({
  reads_per_minute: perMinute('Reads', 6_000),
  ingests_per_minute: perMinute('Requests that hand in outcomes of calls', 60_000),
  operations_per_minute: perMinute('Requests that change something', 600),
  failed_logins_per_minute: perMinute('Requests of one address with a token that nobody has', 20),
}).transform((raw): RateLimitSettings => ({
  readsPerMinute: raw.reads_per_minute,
  ingestsPerMinute: raw.ingests_per_minute,
  operationsPerMinute: raw.operations_per_minute,
  failedLoginsPerMinute: raw.failed_logins_per_minute,
}));

export const serverSchema = section({
  host: text().describe('Address to listen on. Default 127.0.0.1. HOST overrides it.').default('127.0.0.1'),
  port: wholeNumber(0, 65_535)
    .describe('Port; 0 takes a free one. Default 3000. PORT overrides it.')
    .default(3000),
  prometheus_enabled: boolean()
    .describe('Default true. ENABLE_PROMETHEUS_METRICS overrides it.')
    .default(true),
  public_url: optionalHttpUrl()
    .transform((url) => url?.replace(/\/+$/, '') ?? null)
    .describe(
      'Where people reach this server, for the links in alerts. Default: host and port. ' +
        'BELLWETHER_PUBLIC_URL overrides it.',
    ),
  allow_open: boolean()
    .describe(
      'Serves others than this machine although there are no tokens. Default false. BELLWETHER_ALLOW_OPEN overrides it.',
    )
    .default(false),
  metrics_token: secretDigest().describe(
    'Token that may read /metrics and nothing else. Default none. BELLWETHER_METRICS_TOKEN overrides it.',
  ),
  cors_origins: listOf(origin())
    .describe('Origins of web pages that may call the API. Default none.')
    .default([]),
  rate_limit: rateLimitSchema
    .describe('What one caller may ask, told by token, or else by address.')
    .prefault({}),
  shutdown_timeout_seconds: number(0, 600)
    .describe('How long a stop may take, seconds. Default 10.')
    .default(10),
  drain_seconds: number(0, 300)
    .describe('How long requests are still answered after a signal to stop, unready, seconds. Default 5.')
    .default(5),
}).transform((raw): ServerSettings => ({
  host: raw.host,
  port: raw.port,
  prometheusEnabled: raw.prometheus_enabled,
  publicUrl: raw.public_url,
  allowOpen: raw.allow_open,
  metricsToken: raw.metrics_token,
  corsOrigins: raw.cors_origins,
  rateLimit: raw.rate_limit,
  shutdownTimeoutMs: raw.shutdown_timeout_seconds * 1000,
  drainMs: raw.drain_seconds * 1000,
}));

export const liveSchema = section({
  max_clients: wholeNumber(0, 100_000)
    .describe('Who may listen to events at once. Default 1000.')
    .default(1_000),
}).transform((raw): LiveSettings => ({ maxClients: raw.max_clients }));

export const ownCheckTimeout = wholeNumber(1, 60_000);

const NAME_PATTERN = '^[a-z][a-z0-9_]*$';
const NAME_RULE = 'must have names of lower-case letters, digits and "_" that no component of ours has';

function isFreeName(name: string): boolean {
  return new RegExp(NAME_PATTERN).test(name) && !OWN_COMPONENTS.some((own) => own === name);
}

const externalService = section({
  url: httpUrl().describe('Asked with GET.'),
  critical: boolean()
    .describe('Whether this process is unready while it is unhealthy. Default false.')
    .default(false),
  expected_status: wholeNumber(100, 599).nullish().describe('Default: every status below 400.'),
  timeout_ms: ownCheckTimeout.optional().describe('Default: timeout_ms of our own components.'),
});

export const ownHealthSchema = section({
  timeout_ms: ownCheckTimeout
    .describe("Deadline of one component's check, milliseconds. Default 2000.")
    .default(2000),
  ai_model_timeout_ms: ownCheckTimeout.optional().describe('The same for ai_model. Default: timeout_ms.'),
  cache_timeout_ms: ownCheckTimeout.optional().describe('The same for cache. Default: timeout_ms.'),
  resilience_timeout_ms: ownCheckTimeout.optional().describe('The same for resilience. Default: timeout_ms.'),
  retry_count: wholeNumber(0, 10)
    .describe('Repetitions of a failed check, with back-off. Default 1.')
    .default(1),
  components: listOf(oneOf(OWN_COMPONENTS))
    .describe('Which are checked. Default: all.')
    .default([...OWN_COMPONENTS]),
  refresh_seconds: number(1, 300).describe('Time between two looks, seconds. Default 5.').default(5),
  external: mapOf(externalService)
    .refine((all) => Object.keys(all).every(isFreeName), { error: NAME_RULE })
    .meta({ propertyNames: { pattern: NAME_PATTERN } })
    .describe('Services that are asked by their URL as well, by name.')
    .default({}),
}).transform((raw): OwnHealthSettings => ({
  timeoutMs: raw.timeout_ms,
  aiModelTimeoutMs: raw.ai_model_timeout_ms ?? raw.timeout_ms,
  cacheTimeoutMs: raw.cache_timeout_ms ?? raw.timeout_ms,
  resilienceTimeoutMs: raw.resilience_timeout_ms ?? raw.timeout_ms,
  retryCount: raw.retry_count,
  components: raw.components,
  refreshMs: raw.refresh_seconds * 1_000,
  external: Object.entries(raw.external).map(([name, service]) => ({
    name,
    url: new Secret(service.url),
    critical: service.critical,
    expectedStatus: service.expected_status ?? null,
    timeoutMs: service.timeout_ms ?? raw.timeout_ms,
  })),
}));

function limit(value: ReturnType<typeof number>, usual: HostLimit) {
  return section({
    warning: value.describe(`At or above it a warning. Default ${usual.warning}.`).default(usual.warning),
    error: value
      .describe(`At or above it an error; above the warning. Default ${usual.error}.`)
      .default(usual.error),
  }).prefault({});
}

export const percent = number(1, 100);
export const handles = number(1, 1_000_000);

export const hostChecksSchema = section({
  memory_percent: limit(percent, { warning: 80, error: 95 }),
  disk_percent: limit(percent, { warning: 90, error: 95 }),
  cpu_percent: limit(percent, { warning: 90, error: 95 }),
  active_handles: limit(handles, { warning: 100, error: 200 }),
}).transform((raw) => ({
  memoryPercent: raw.memory_percent,
  diskPercent: raw.disk_percent,
  cpuPercent: raw.cpu_percent,
  activeHandles: raw.active_handles,
}));

export const retention = wholeNumber(10, 1_000_000);

function days(usual: number, least: number) {
  return wholeNumber(least, 3_650).describe(`Days. Default ${usual}.`).default(usual);
}

export const historySchema = section({
  retention_per_target: retention.describe('Records kept per target. Default 1000.').default(1000),
  retention_days: section({
    '1m': days(2, 1),
    '5m': days(7, 1),
    '15m': days(30, 1),
    '1h': days(90, 2),
    '1d': days(730, 2),
  })
    .describe(
      'How long the roll-ups of each resolution are kept; changes of status and circuit as long as 1d.',
    )
    .prefault({}),
  max_size_mb: wholeNumber(10, 1_000_000)
    .describe('Size in megabytes beyond which less is kept than the above. Default 1000.')
    .default(1000),
}).transform((raw) => ({
  retentionPerTarget: raw.retention_per_target,
  retentionDays: raw.retention_days,
  maxSizeMb: raw.max_size_mb,
}));
