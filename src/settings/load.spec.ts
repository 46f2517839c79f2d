import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CANARY, keysOf, load, problemsOf, withProvider } from './settings-documents.ts';
import { describeSettings } from './describe.ts';
import { loadSettings } from './load.ts';
import { SettingsError } from './problems.ts';

const DOCUMENTED = {
  defaults: { interval_seconds: 30, timeout_seconds: 10, probe: 'auto' },
  providers: {
    openai: {
      kind: 'openai',
      name: 'OpenAI',
      base_url: 'https://api.openai.com/v1',
      api_key: '${OPENAI_API_KEY:-}',
      critical: true,
      enabled: true,
      interval_seconds: 30,
      timeout_seconds: 10,
      probe: 'auto',
      models: ['gpt-5-mini'],
      generate: {
        model: 'gpt-5-mini',
        interval_seconds: 600,
        budget_usd_per_day: 0.1,
        usd_per_million_input_tokens: 0.25,
        usd_per_million_output_tokens: 2,
      },
      thresholds: {
        latency_warning_ms: 2000,
        error_rate_warning_percent: 50,
        error_rate_critical_percent: 80,
        failure_threshold: 3,
        recovery_threshold: 2,
      },
      weight: 1,
      tags: ['chat'],
      status_page: 'https://status.openai.com/api/v2/summary.json',
    },
    anthropic: { kind: 'anthropic' },
  },
  services: {
    chat: { name: 'Chat', critical: true, depends_on: [{ any_of: ['openai', 'anthropic'] }, 'redis'] },
  },
  alerts: {
    channels: {
      oncall: {
        kind: 'webhook',
        url: '${HEALTH_ALERT_WEBHOOK_URL:-}',
        secret: '${BELLWETHER_WEBHOOK_SECRET:-}',
      },
    },
    routes: [{ match: { severity: ['warning', 'critical'] }, channels: ['log', 'oncall'] }],
  },
};

describe('settings', () => {
  it('take the documented file', () => {
    const { settings, warnings } = load(DOCUMENTED, { OPENAI_API_KEY: CANARY });
    expect(settings.providers[0]).toMatchObject({
      id: 'openai',
      intervalMs: 30_000,
      timeoutMs: 10_000,
      generate: { intervalMs: 600_000, budgetUsdPerDay: 0.1 },
      thresholds: { latencyWarningMs: 2000, minVolume: 5 },
      http: { method: 'GET', expectedStatus: [] },
    });
    expect(settings.providers[0]?.apiKey?.reveal()).toBe(CANARY);
    expect(settings.services[0]?.dependsOn).toEqual([
      { kind: 'any_of', ids: ['openai', 'anthropic'] },
      { kind: 'one', id: 'redis' },
    ]);
    expect(settings.alerts.channels).toMatchObject([
      { id: 'log' },
      { id: 'oncall', kind: 'webhook', enabled: false, url: null, secret: null },
    ]);
    expect(warnings).toEqual([
      { key: 'services.chat.depends_on', message: expect.stringContaining('redis is neither') },
    ]);
  });

  it('are complete without a word', () => {
    const { settings, warnings } = load({});
    expect(settings.server).toEqual({
      host: '127.0.0.1',
      port: 3000,
      prometheusEnabled: true,
      publicUrl: null,
      allowOpen: false,
      metricsToken: null,
      corsOrigins: [],
      rateLimit: {
        readsPerMinute: 6000,
        ingestsPerMinute: 60_000,
        operationsPerMinute: 600,
        failedLoginsPerMinute: 20,
      },
      shutdownTimeoutMs: 10_000,
      drainMs: 5_000,
    });
    expect(settings.databaseUrl.reveal()).toBe('file:data/bellwether.db');
    expect(settings.redisUrl).toBeNull();
    expect(settings.apiTokens).toEqual([]);
    expect(warnings.map(({ key }) => key)).toEqual(['providers']);
  });

  it('are frozen to the ground', () => {
    const { settings } = load(DOCUMENTED);
    expect(Object.isFrozen(settings.providers[0]?.thresholds)).toBe(true);
    expect(() => (settings.providers[0]!.tags as string[]).push('x')).toThrow(TypeError);
  });

  it('are told apart from their problems all at once, each with key, rule, value and hint', () => {
    const problems = problemsOf(
      {
        providers: {
          OpenAI: { kind: 'opnai', base_ur: 'x', interval_seconds: 0, api_key: CANARY },
          a: { kind: 'openai', interval_seconds: 5, timeout_seconds: 5, api_key: '${NOPE}' },
        },
        sevices: {},
      },
      { HEALTH_CHECK_RETRY_COUNT: '11', HEALTH_CHECK_INTERVAL_SECOND: '30', PORT: 'http' },
    );
    const byKey = Object.fromEntries(problems.map((problem) => [problem.key, problem]));
    expect(Object.keys(byKey).toSorted()).toEqual([
      'HEALTH_CHECK_INTERVAL_SECOND',
      'HEALTH_CHECK_RETRY_COUNT',
      'PORT',
      'providers.OpenAI',
      'providers.OpenAI.base_ur',
      'providers.OpenAI.interval_seconds',
      'providers.OpenAI.kind',
      'providers.a.api_key',
      'providers.a.timeout_seconds',
      'sevices',
    ]);
    expect(byKey['providers.OpenAI.kind']).toMatchObject({ value: '"opnai"', hint: 'did you mean openai?' });
    expect(byKey['providers.OpenAI.kind']?.rule).toContain('must be one of openai, anthropic');
    expect(byKey['providers.OpenAI.base_ur']).toMatchObject({ hint: 'did you mean base_url?' });
    expect(byKey['providers.OpenAI.interval_seconds']).toMatchObject({
      rule: 'must be a number from 1 to 86400',
      value: '0',
    });
    expect(byKey['providers.a.api_key']?.rule).toContain('NOPE');
    expect(byKey['providers.a.timeout_seconds']).toMatchObject({
      rule: 'must be less than interval_seconds (5)',
      value: '5',
    });
    expect(byKey['HEALTH_CHECK_INTERVAL_SECOND']?.hint).toBe('did you mean HEALTH_CHECK_INTERVAL_SECONDS?');
    expect(byKey['sevices']?.hint).toBe('did you mean services?');
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });

  it.each([
    [1, true],
    [86_400, true],
    ['${X:-45}', true],
    [0.5, false],
    [86_401, false],
    ['soon', false],
    [Number.POSITIVE_INFINITY, false],
    [null, false],
  ])('take an interval of %p: %p', (interval, isTaken) => {
    expect(problemsOf(withProvider({ interval_seconds: interval })).length === 0).toBe(isTaken);
  });

  it('tell a wrong default once, not for every provider', () => {
    const document = {
      defaults: { interval_seconds: 0, thresholds: { error_rate_warning_percent: 90, min_volum: 3 } },
      providers: { a: { kind: 'openai' }, b: { kind: 'qwen', thresholds: { min_volume: 2 } } },
    };
    expect(keysOf(document).toSorted()).toEqual([
      'defaults.interval_seconds',
      'defaults.thresholds.error_rate_warning_percent',
      'defaults.thresholds.min_volum',
    ]);
  });

  it('hand defaults down key by key', () => {
    const { settings } = load({
      defaults: {
        interval_seconds: 60,
        thresholds: { min_volume: 9, failure_threshold: 7 },
        circuit: { slow_call_ms: 5 },
      },
      providers: {
        a: { kind: 'openai', thresholds: { min_volume: 2 } },
        b: { kind: 'qwen', interval_seconds: 20 },
      },
    });
    const [a, b] = settings.providers;
    expect(a).toMatchObject({ intervalMs: 60_000, thresholds: { minVolume: 2, failureThreshold: 7 } });
    expect(b).toMatchObject({ intervalMs: 20_000, thresholds: { minVolume: 9 }, circuit: { slowCallMs: 5 } });
  });

  it.each([
    ['a list', []],
    ['a text', 'x'],
    ['a number', 3],
  ])('refuse %s in place of a mapping', (_, document) => {
    expect(keysOf({ providers: { p: document } })).toEqual(['providers.p']);
    expect(() => loadSettings({ document: document as unknown as Record<string, unknown>, env: {} })).toThrow(
      SettingsError,
    );
  });

  it('take a section whose every line is commented out for absent', () => {
    expect(keysOf({ services: null, alerts: null, providers: null })).toEqual([]);
  });

  it('refuse a document that contains itself', () => {
    const document: Record<string, unknown> = {};
    document['providers'] = document;
    expect(problemsOf(document).some(({ rule }) => rule.includes('nested deeper'))).toBe(true);
  });
});

describe('description of the settings', () => {
  it('reads as a file that says the same', () => {
    const { settings } = load({ ...DOCUMENTED, alerts: {} });
    const file = join(mkdtempSync(join(tmpdir(), 'bellwether-described-')), 'settings.yaml');
    writeFileSync(file, describeSettings(settings));
    expect(loadSettings({ file, env: {} }).settings).toEqual(settings);
  });
});
