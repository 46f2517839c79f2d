import { ENVIRONMENT_VARIABLES } from './environment.ts';
import { loadSettings } from './load.ts';
import { SettingsError, type SettingsProblem } from './problems.ts';
import { SecretDigest } from './secret-digest.ts';
import type { Settings } from './settings.ts';

const document = {
  providers: { a: { kind: 'openai' }, own: { kind: 'qwen', interval_seconds: 120, timeout_seconds: 60 } },
};

function read(env: Record<string, string>): Settings {
  return loadSettings({ document, env }).settings;
}

function problemsOf(env: Record<string, string>): readonly SettingsProblem[] {
  try {
    read(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

type Row = readonly [name: string, text: string, read: (settings: Settings) => unknown, expected: unknown];

const TAKEN: readonly Row[] = [
  ['HEALTH_MONITORING_ENABLED', 'false', (s) => s.monitoring.enabled, false],
  ['HEALTH_MONITORING_ENABLED', '1', (s) => s.monitoring.enabled, true],
  ['HEALTH_CHECK_INTERVAL_SECONDS', '10', (s) => s.providers[0]?.intervalMs, 10_000],
  ['HEALTH_CHECK_INTERVAL_SECONDS', '300', (s) => s.providers[0]?.intervalMs, 300_000],
  ['HEALTH_CHECK_INTERVAL_SECONDS', '300', (s) => s.providers[1]?.intervalMs, 120_000],
  ['HEALTH_CHECK_TIMEOUT_SECONDS', '1', (s) => s.providers[0]?.timeoutMs, 1000],
  ['HEALTH_CHECK_TIMEOUT_SECONDS', '29', (s) => s.providers[0]?.timeoutMs, 29_000],
  ['HEALTH_CHECK_TIMEOUT_SECONDS', '29', (s) => s.providers[1]?.timeoutMs, 60_000],
  ['HEALTH_HISTORY_RETENTION', '10', (s) => s.history.retentionPerTarget, 10],
  ['HEALTH_HISTORY_RETENTION', '1000000', (s) => s.history.retentionPerTarget, 1_000_000],
  ['HEALTH_DEGRADATION_WARNING_THRESHOLD', '1', (s) => s.providers[0]?.thresholds.errorRateWarningPercent, 1],
  [
    'HEALTH_DEGRADATION_WARNING_THRESHOLD',
    '79',
    (s) => s.providers[0]?.thresholds.errorRateWarningPercent,
    79,
  ],
  [
    'HEALTH_DEGRADATION_CRITICAL_THRESHOLD',
    '51',
    (s) => s.providers[0]?.thresholds.errorRateCriticalPercent,
    51,
  ],
  [
    'HEALTH_DEGRADATION_CRITICAL_THRESHOLD',
    '100',
    (s) => s.providers[0]?.thresholds.errorRateCriticalPercent,
    100,
  ],
  ['HEALTH_LATENCY_WARNING_MS', '750', (s) => s.providers[0]?.thresholds.latencyWarningMs, 750],
  ['ENABLE_PROMETHEUS_METRICS', 'FALSE', (s) => s.server.prometheusEnabled, false],
  ['HEALTH_CHECK_TIMEOUT_MS', '500', (s) => s.ownHealth.timeoutMs, 500],
  ['HEALTH_CHECK_TIMEOUT_MS', '500', (s) => s.ownHealth.aiModelTimeoutMs, 500],
  ['HEALTH_CHECK_AI_MODEL_TIMEOUT_MS', '700', (s) => s.ownHealth.aiModelTimeoutMs, 700],
  ['HEALTH_CHECK_CACHE_TIMEOUT_MS', '800', (s) => s.ownHealth.cacheTimeoutMs, 800],
  ['HEALTH_CHECK_RESILIENCE_TIMEOUT_MS', '900', (s) => s.ownHealth.resilienceTimeoutMs, 900],
  ['HEALTH_CHECK_RETRY_COUNT', '0', (s) => s.ownHealth.retryCount, 0],
  ['HEALTH_CHECK_RETRY_COUNT', '10', (s) => s.ownHealth.retryCount, 10],
  [
    'HEALTH_CHECK_ENABLED_COMPONENTS',
    'cache, ai_model',
    (s) => s.ownHealth.components,
    ['cache', 'ai_model'],
  ],
  ['HEALTH_CHECK_ENABLED_COMPONENTS', 'all', (s) => s.ownHealth.components.length, 10],
  ['HEALTH_MEMORY_WARNING_PERCENT', '70', (s) => s.hostChecks.memoryPercent, { warning: 70, error: 95 }],
  ['HEALTH_ACTIVE_HANDLES_ERROR', '500', (s) => s.hostChecks.activeHandles, { warning: 100, error: 500 }],
  ['DATABASE_URL', 'memory:', (s) => s.databaseUrl.reveal(), 'memory:'],
  ['DATABASE_URL', 'postgres://u:p@h/d', (s) => s.databaseUrl.reveal(), 'postgres://u:p@h/d'],
  ['REDIS_URL', 'rediss://h:1', (s) => s.redisUrl?.reveal(), 'rediss://h:1'],
  ['PORT', '0', (s) => s.server.port, 0],
  ['PORT', '65535', (s) => s.server.port, 65_535],
  ['HOST', '0.0.0.0', (s) => s.server.host, '0.0.0.0'],
  [
    'BELLWETHER_API_TOKENS',
    'a:read:x,b:operate:y:z',
    (s) => s.apiTokens[1]?.digest.equals(new SecretDigest('y:z')),
    true,
  ],
  ['BELLWETHER_ALLOW_OPEN', 'true', (s) => s.server.allowOpen, true],
  ['BELLWETHER_METRICS_TOKEN', 'x', (s) => s.server.metricsToken?.equals(new SecretDigest('x')), true],
];

const REFUSED: readonly (readonly [name: string, text: string])[] = [
  ['HEALTH_MONITORING_ENABLED', 'maybe'],
  ['HEALTH_CHECK_INTERVAL_SECONDS', '9'],
  ['HEALTH_CHECK_INTERVAL_SECONDS', '301'],
  ['HEALTH_CHECK_INTERVAL_SECONDS', '30s'],
  ['HEALTH_CHECK_TIMEOUT_SECONDS', '0'],
  ['HEALTH_CHECK_TIMEOUT_SECONDS', '121'],
  ['HEALTH_CHECK_TIMEOUT_SECONDS', '30'],
  ['HEALTH_HISTORY_RETENTION', '9'],
  ['HEALTH_HISTORY_RETENTION', '1000001'],
  ['HEALTH_DEGRADATION_WARNING_THRESHOLD', '0'],
  ['HEALTH_DEGRADATION_WARNING_THRESHOLD', '80'],
  ['HEALTH_DEGRADATION_CRITICAL_THRESHOLD', '50'],
  ['HEALTH_DEGRADATION_CRITICAL_THRESHOLD', '101'],
  ['HEALTH_LATENCY_WARNING_MS', '0'],
  ['ENABLE_PROMETHEUS_METRICS', 'si'],
  ['HEALTH_ALERT_WEBHOOK_URL', 'ftp://h'],
  ['HEALTH_CHECK_TIMEOUT_MS', '0'],
  ['HEALTH_CHECK_RETRY_COUNT', '-1'],
  ['HEALTH_CHECK_RETRY_COUNT', '11'],
  ['HEALTH_CHECK_RETRY_COUNT', '1.5'],
  ['HEALTH_CHECK_ENABLED_COMPONENTS', 'cash'],
  ['HEALTH_CPU_WARNING_PERCENT', '95'],
  ['DATABASE_URL', 'mysql://h'],
  ['REDIS_URL', 'http://h'],
  ['PORT', '65536'],
  ['BELLWETHER_API_TOKENS', 'a:admin:x'],
  ['BELLWETHER_API_TOKENS', 'a:read'],
  ['BELLWETHER_API_TOKENS', 'a:read:x,a:read:y'],
];

describe('environment variables', () => {
  it.each(TAKEN)('%s=%s is taken', (name, text, get, expected) => {
    expect(get(read({ [name]: text }))).toEqual(expected);
  });

  it.each(REFUSED)('%s=%s is refused by name', (name, text) => {
    expect(problemsOf({ [name]: text }).map(({ key }) => key)).toEqual([name]);
  });

  it('count as not set when empty', () => {
    const env = Object.fromEntries(ENVIRONMENT_VARIABLES.map(({ name }) => [name, '']));
    expect(read(env)).toEqual(read({}));
  });

  it('override the defaults of the file, and these alone', () => {
    const { settings, overrides } = loadSettings({
      document: { ...document, defaults: { interval_seconds: 45 } },
      env: { HEALTH_CHECK_INTERVAL_SECONDS: '90' },
    });
    expect(settings.providers.map(({ intervalMs }) => intervalMs)).toEqual([90_000, 120_000]);
    expect(overrides).toEqual(['HEALTH_CHECK_INTERVAL_SECONDS']);
  });

  it('that begin like ours and mean nothing are refused, with what was probably meant', () => {
    expect(problemsOf({ HEALTH_CHECK_RETRYCOUNT: '1', BELLWETHER_API_TOKEN: 'x' })).toMatchObject([
      { key: 'HEALTH_CHECK_RETRYCOUNT', hint: 'did you mean HEALTH_CHECK_RETRY_COUNT?', value: null },
      { key: 'BELLWETHER_API_TOKEN', hint: 'did you mean BELLWETHER_API_TOKENS?', value: null },
    ]);
  });

  it('that the file names or Kubernetes sets for a Service called bellwether are left alone', () => {
    const env = {
      HEALTH_MY_KEY: 'x',
      BELLWETHER_SERVICE_HOST: '10.0.0.1',
      BELLWETHER_SERVICE_PORT: '3000',
      BELLWETHER_SERVICE_PORT_HTTP: '3000',
      BELLWETHER_PORT: 'tcp://10.0.0.1:3000',
      BELLWETHER_PORT_3000_TCP: 'tcp://10.0.0.1:3000',
      BELLWETHER_PORT_3000_TCP_ADDR: '10.0.0.1',
    };
    const naming = { providers: { a: { kind: 'openai', api_key: '${HEALTH_MY_KEY:-}' } } };
    expect(() => loadSettings({ document: naming, env })).not.toThrow();
  });
});

describe('HEALTH_ALERT_WEBHOOK_URL', () => {
  const env = { HEALTH_ALERT_WEBHOOK_URL: 'https://hooks.example/x', BELLWETHER_WEBHOOK_SECRET: 'whsec' };

  it('makes a channel and a route where the file has none', () => {
    const { alerts } = loadSettings({ document, env }).settings;
    const channel = alerts.channels.find(({ id }) => id === 'webhook');
    expect(channel?.kind === 'webhook' && channel.url?.reveal()).toBe(env.HEALTH_ALERT_WEBHOOK_URL);
    expect(channel?.kind === 'webhook' && channel.secret?.reveal()).toBe('whsec');
    expect(alerts.routes.map(({ channels }) => channels)).toEqual([['log'], ['webhook']]);
  });

  it('makes none where a channel of the file has it already', () => {
    const alerts = {
      channels: { oncall: { kind: 'webhook', url: '${HEALTH_ALERT_WEBHOOK_URL:-}' } },
      routes: [{ channels: ['oncall'] }],
    };
    const loaded = loadSettings({ document: { ...document, alerts }, env }).settings.alerts;
    expect(loaded.channels.map(({ id, enabled }) => [id, enabled])).toEqual([
      ['log', true],
      ['oncall', true],
    ]);
    expect(loaded.routes).toHaveLength(1);
  });
});
