import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunningApp, until } from '../support/running-app.ts';
import { startFleet, type Fleet } from '../support/simulators/fleet.ts';

const KEY = 'sk-canary-0123456789';
const COMPLETIONS = { pathContains: '/chat/completions' };

describe('generate probes in the whole application', () => {
  let fleet: Fleet;
  let app: RunningApp;

  beforeEach(async () => {
    fleet = await startFleet({ keys: [KEY], tokenDelayMs: 2 });
  });

  afterEach(async () => {
    await app.stop();
    await fleet.close();
  });

  async function start(generate: object): Promise<void> {
    app = await RunningApp.start(
      {
        defaults: { interval_seconds: 1, timeout_seconds: 0.9 },
        providers: {
          openai: {
            kind: 'openai',
            base_url: fleet.baseUrls.openai,
            api_key: '${OPENAI_API_KEY}',
            models: ['gpt-5-mini'],
            generate: { model: 'gpt-5-mini', ...generate },
          },
        },
      },
      { OPENAI_API_KEY: KEY },
    );
  }

  const PRICES = { usd_per_million_input_tokens: 1, usd_per_million_output_tokens: 10 };

  it('measure the first token, and show what they cost', async () => {
    await start({ ...PRICES, interval_seconds: 10 });
    // Times are not believed where our own machine stood still; the next probe has them.
    const seen = await until(
      () => app.provider('openai'),
      ({ generate }) => (generate?.last?.ttft_ms ?? null) !== null,
      25_000,
    );
    expect(seen.generate).toMatchObject({
      model: 'gpt-5-mini',
      state: 'active',
      budget_usd_per_day: 0.1,
      last: { ok: true, level: 'generate', http_status: 200, output_tokens: 5, finish_reason: 'stop' },
    });
    expect(seen.generate.calls_today).toBeGreaterThan(0);
    expect(seen.generate.spent_usd_today).toBeGreaterThan(0);
    expect(seen.generate.last.ttft_ms).toBeGreaterThan(0);
    expect(Date.parse(seen.generate.next_at)).toBeGreaterThan(Date.now());
    expect(seen.call_windows['1m']).toMatchObject({ count: seen.generate.calls_today, failures: 0 });
    expect(seen.call_windows['1m'].ttft_ms.p50).toBeGreaterThan(0);
    expect(seen.call_windows['1m'].output_tokens_per_second.p50).toBeGreaterThan(0);
    const model = await app.provider('openai/gpt-5-mini');
    expect(model.call_windows['1m'].count).toBeGreaterThan(0);
    const whole = await app.get('/health/integration');
    expect(whole.body.providers[0].generate.calls_today).toBeGreaterThan(0);
    expect(whole.text).not.toContain('canary');
  }, 30_000);

  it('that fail while the list is green make it unhealthy, and say that the two disagree', async () => {
    await fleet.openai.setFault('500', COMPLETIONS);
    await start(PRICES);
    const seen = await until(
      () => app.provider('openai'),
      ({ status }) => status === 'unhealthy',
      15_000,
    );
    expect(seen.reasons.map(({ code }: { code: string }) => code)).toEqual([
      'server_error',
      'probe_traffic_mismatch',
    ]);
    expect(seen.reasons[0].message).toContain('500 from POST /v1/chat/completions');
    expect(seen.blame).toBe('provider');
    expect(seen.windows['1m']).toMatchObject({ failures: 0 });
    expect(seen.call_windows['1m'].by_failure).toEqual({ server_error: 3 });
    expect(JSON.stringify(seen)).not.toContain('canary');
  });

  it('stop when 0.01 USD are used up and say so, and the checks go on', async () => {
    // 16 tokens at most: 0.004 USD a call, of which a broken stream may have cost all.
    await fleet.openai.setFault('reset_body', COMPLETIONS);
    await start({
      budget_usd_per_day: 0.01,
      usd_per_million_input_tokens: 0,
      usd_per_million_output_tokens: 250,
    });
    const seen = await until(
      () => app.provider('openai'),
      ({ generate }) => generate.state === 'budget_exhausted',
    );
    expect(seen.generate).toMatchObject({ calls_today: 2, spent_usd_today: 0.008, budget_usd_per_day: 0.01 });
    expect(seen.generate.note).toMatch(/budget of this UTC day/);
    const checks = seen.windows['1m'].count;
    const later = await until(
      () => app.provider('openai'),
      ({ windows }) => windows['1m'].count >= checks + 2,
    );
    expect(later.last_check).toMatchObject({ ok: true, level: 'auth' });
    expect(later.generate).toMatchObject({ state: 'budget_exhausted', calls_today: 2 });
  });
});

describe('the start', () => {
  it('imports no SDK: each is loaded when it is first needed', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(?<!\.spec)\.ts$/.test(file),
    );
    expect(files.length).toBeGreaterThan(100);
    const SDK = /^(?:import(?! type)|export)[^;]*?from '(?:openai|@anthropic-ai\/sdk|@google\/genai)/m;
    expect(files.filter((file) => SDK.test(readFileSync(join('src', file), 'utf8')))).toEqual([]);
  });
});
