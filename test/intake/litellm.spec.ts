import { gzipSync } from 'node:zlib';
import { CANARY, litellmFailure, litellmLog } from '../support/litellm-logs.ts';
import { type Answer, RunningApp } from '../support/running-app.ts';

const PATH = '/integrations/litellm';
const quiet = (kind: string, more: object = {}) => ({ kind, interval_seconds: 3_600, ...more });

describe("LiteLLM's generic_api callback", () => {
  let app: RunningApp;

  beforeEach(async () => {
    app = await RunningApp.start({
      monitoring: { enabled: false },
      egress: { enabled: false },
      providers: {
        openai: quiet('openai', { models: ['gpt-5-mini'] }),
        'openai-eu': quiet('openai', { base_url: 'https://eu.api.openai.com/v1' }),
        anthropic: quiet('anthropic'),
        google: quiet('google'),
        local: quiet('vllm', { base_url: 'http://10.0.0.7:8000/v1' }),
        azure: quiet('openai_compatible', { base_url: 'https://corp.openai.azure.com/openai/v1' }),
      },
      intake: { names: { 'batch-models': 'azure', 'gw.corp:8443': 'anthropic' } },
    });
  });

  afterEach(() => app.stop());

  const send = (body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> =>
    app.request(PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: body as string,
    });
  const calls = async (id: string) => (await app.provider(id)).call_windows['1m'];

  it('tells outcome, times, tokens and rate limit of a call, for provider and model', async () => {
    const answer = await app.post(PATH, [litellmLog()]);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ accepted: 1, ignored: 0, rejected: [] });
    for (const id of ['openai', 'openai/gpt-5-mini']) {
      const window = await calls(id);
      expect(window).toMatchObject({ count: 1, failures: 0 });
      expect(window.latency_ms.p50).toBeCloseTo(1_200, -2);
      expect(window.ttft_ms.p50).toBeCloseTo(300, -1);
      expect(window.output_tokens_per_second.p50).toBeCloseTo(100, -1);
    }
    const { rate_limit: limit } = await app.provider('openai');
    expect(limit).toMatchObject({ limit_requests: 500, remaining_requests: 20, remaining_tokens: 28_500 });
  });

  it('comes as a list, as one log, or one log a line, whatever it is called', async () => {
    const log = JSON.stringify(litellmLog());
    for (const body of [`[${log}, ${log}]`, log, `${log}\n${log}\n`, `${log}\r\n{"cut":\n${log}`]) {
      expect((await send(body)).status).toBe(202);
    }
    expect((await send(`${log}\n${log}`, { 'content-type': 'application/x-ndjson' })).status).toBe(202);
    expect((await send(gzipSync(log), { 'content-encoding': 'gzip' })).status).toBe(202);
    expect((await calls('openai')).count).toBe(10);
  });

  it('says times in seconds or in ISO 8601, with a zone or without', async () => {
    const iso = new Date().toISOString();
    await app.post(PATH, [
      litellmLog({ startTime: iso, completionStartTime: iso, endTime: iso }),
      litellmLog({ startTime: iso.slice(0, -1), completionStartTime: null, endTime: iso.slice(0, -1) }),
    ]);
    const window = await calls('openai');
    expect(window.count).toBe(2);
    expect(window.ttft_ms).toBeNull();
  });

  it.each([
    [{ error_code: '429', error_class: 'RateLimitError' }, 'rate_limited'],
    [
      {
        error_code: '429',
        error_class: 'RateLimitError',
        error_message:
          'litellm.RateLimitError: OpenAIException - {"error":{"code":"insufficient_quota","message":"…"}}',
      },
      'quota_exhausted',
    ],
    [{ error_code: '503', error_class: 'ServiceUnavailableError' }, 'overloaded'],
    [{ error_code: '500', error_class: 'InternalServerError' }, 'server_error'],
    [{ error_code: '500', error_class: 'APIConnectionError' }, 'network'],
    [{ error_code: '408', error_class: 'Timeout' }, 'timeout'],
    [{ error_code: '401', error_class: 'AuthenticationError' }, 'auth'],
    [{ error_code: '404', error_class: 'NotFoundError' }, 'model_unavailable'],
    [{ error_code: '400', error_class: 'ContextWindowExceededError' }, 'bad_request'],
    [{ error_code: '400', error_class: 'ContentPolicyViolationError' }, 'content_filtered'],
    [{ error_code: '', error_class: '' }, 'server_error'],
  ])('knows a failure by %j', async (error, kind) => {
    await app.post(PATH, litellmFailure(error));
    expect((await calls('openai')).by_failure).toEqual({ [kind]: 1 });
  });

  it.each([
    ['the host that was called', { api_base: 'https://eu.api.openai.com/v1' }, 'openai-eu'],
    [
      'a host and its port',
      { api_base: 'http://10.0.0.7:8000/v1', custom_llm_provider: 'hosted_vllm' },
      'local',
    ],
    [
      'a host of Azure',
      { api_base: 'https://corp.openai.azure.com/', custom_llm_provider: 'azure' },
      'azure',
    ],
    ['the vendor, where no host is said', { api_base: '', custom_llm_provider: 'gemini' }, 'google'],
    [
      'the vendor before the model',
      { api_base: null, custom_llm_provider: null, model: 'anthropic/claude-haiku-4-5' },
      'anthropic',
    ],
    ['a group of models in the settings', { model_group: 'batch-models' }, 'azure'],
    ['a host in the settings', { api_base: 'https://gw.corp:8443/anthropic' }, 'anthropic'],
  ])('finds its target by %s', async (_, more, id) => {
    expect((await app.post(PATH, litellmLog(more))).status).toBe(202);
    expect((await calls(id)).count).toBe(1);
  });

  it('is no word of a vendor when its client called somebody else', async () => {
    const answer = await app.post(PATH, litellmLog({ api_base: 'http://127.0.0.1:4321/v1' }));
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { field: '0.api_base', rule: 'of a target in the settings', value: '127.0.0.1:4321' },
    ]);
    const { body } = await app.get('/health/integration/unknown-targets');
    expect(body.items).toMatchObject([
      { name: '127.0.0.1:4321', host: '127.0.0.1:4321', endpoint: 'litellm' },
    ]);
  });

  it('tells nothing by what the proxy answered itself', async () => {
    const answer = await app.post(PATH, [
      litellmLog({ cache_hit: true }),
      litellmFailure({ error_code: '429', error_class: 'RouterRateLimitError' }),
    ]);
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ accepted: 0, ignored: 2, rejected: [] });
    expect((await calls('openai')).count).toBe(0);
  });

  it('keeps nothing of what was said, and repeats none of it', async () => {
    const logs = [
      litellmLog(),
      litellmFailure({ error_code: '500', error_class: 'InternalServerError' }),
      litellmLog({ status: CANARY }),
      litellmLog({ api_base: 'http://127.0.0.1:1/v1', endTime: CANARY }),
      litellmLog({ endTime: 1_000 }),
      CANARY,
    ];
    const texts = [
      (await app.post(PATH, logs)).text,
      (await app.post(PATH, CANARY)).text,
      (await send(`${CANARY}\n{`)).text,
      (await send(`{"messages": "${CANARY}`)).text,
    ];
    for (const path of [
      '/health/integration',
      '/health/integration/providers/openai',
      '/health/integration/unknown-targets',
      '/health/integration/history?target=openai',
      '/metrics',
    ]) {
      texts.push((await app.get(path)).text);
    }
    for (const text of texts) expect(text).not.toContain('canary');
  });
});
