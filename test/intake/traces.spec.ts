import { gzipSync } from 'node:zlib';
import { otlpSpan, otlpTrace, type SpanOptions } from '../support/otlp.ts';
import { type Answer, RunningApp } from '../support/running-app.ts';

const PATH = '/v1/traces';
const OPENAI = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-5-mini',
  'server.address': 'api.openai.com',
  'server.port': 443,
};

describe('traces over OTLP', () => {
  let app: RunningApp;

  beforeEach(async () => {
    const quiet = (kind: string, more: object = {}) => ({ kind, interval_seconds: 3_600, ...more });
    app = await RunningApp.start({
      monitoring: { enabled: false },
      egress: { enabled: false },
      providers: {
        openai: quiet('openai', { models: ['gpt-5-mini'] }),
        anthropic: quiet('anthropic'),
        google: quiet('google'),
        mistral_ai: quiet('openai_compatible', { base_url: 'https://api.mistral.ai/v1' }),
      },
    });
  });

  afterEach(() => app.stop());

  const post = (...spans: SpanOptions[]): Promise<Answer> =>
    app.post(PATH, otlpTrace(...spans.map(otlpSpan)));
  const calls = async (id = 'openai') => (await app.provider(id)).call_windows['1m'];

  it('tell outcome, times and tokens of a call, for provider and model', async () => {
    const attributes = {
      ...OPENAI,
      'gen_ai.usage.output_tokens': 51,
      'gen_ai.response.time_to_first_chunk': 0.3,
      'gen_ai.response.id': 'chatcmpl-1',
    };
    const answer = await post({ attributes });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({});
    for (const id of ['openai', 'openai/gpt-5-mini']) {
      const window = await calls(id);
      expect(window).toMatchObject({ count: 1, failures: 0 });
      expect(window.latency_ms.p50).toBeCloseTo(800, -1);
      expect(window.ttft_ms.p50).toBeCloseTo(300, -1);
      expect(window.output_tokens_per_second.p50).toBeCloseTo(100, -1);
    }
  });

  it('are read by the names of before as well', async () => {
    const attributes = {
      'gen_ai.system': 'anthropic',
      'gen_ai.request.model': 'claude-haiku-4-5',
      'gen_ai.usage.completion_tokens': 11,
      'http.status_code': 529,
    };
    await post({ attributes });
    expect(await calls('anthropic')).toMatchObject({ count: 1, by_failure: { overloaded: 1 } });
  });

  it('tell the first token by an event, where no attribute does', async () => {
    await post({ attributes: OPENAI, events: [{ name: 'First Token Received', afterMs: 250 }] });
    expect((await calls()).ttft_ms.p50).toBeCloseTo(250, -1);
  });

  it.each([
    ['429', 'rate_limited'],
    ['500', 'server_error'],
    ['APIConnectionTimeoutError', 'timeout'],
    ['timeout', 'timeout'],
    ['openai.APIConnectionError', 'network'],
    ['ECONNRESET', 'network'],
    ['RateLimitError', 'rate_limited'],
    ['AuthenticationError', 'auth'],
    ['google.genai.errors.ServerError', 'server_error'],
    ['asyncio.CancelledError', 'cancelled'],
    ['_OTHER', 'server_error'],
  ])('know a failure by error.type %s', async (type, kind) => {
    await post({ attributes: { ...OPENAI, 'error.type': type }, isError: true });
    expect((await calls()).by_failure).toEqual({ [kind]: 1 });
  });

  it('know a failure by its exception, or by its status alone', async () => {
    await post(
      {
        attributes: OPENAI,
        isError: true,
        events: [{ name: 'exception', afterMs: 1, attributes: { 'exception.type': 'APITimeoutError' } }],
      },
      { attributes: OPENAI, isError: true },
    );
    expect((await calls()).by_failure).toEqual({ timeout: 1, server_error: 1 });
  });

  it('are no calls where agents, tools and servers tell of themselves', async () => {
    const answer = await post(
      { attributes: { 'http.request.method': 'GET', 'server.address': 'api.openai.com' } },
      { attributes: { ...OPENAI, 'gen_ai.operation.name': 'invoke_agent' } },
      { attributes: { ...OPENAI, 'gen_ai.operation.name': 'execute_tool' }, kind: 1 },
      { attributes: OPENAI, kind: 'SPAN_KIND_INTERNAL' },
    );
    expect([answer.status, answer.body]).toEqual([200, {}]);
    expect((await calls()).count).toBe(0);
    const { text } = await app.get('/metrics');
    expect(text).toContain('bellwether_intake_ignored_total{endpoint="traces",reason="not_a_model_call"} 2');
  });

  it('find the target by host, name or kind, and nobody where a client called somebody else', async () => {
    const of = (vendor: string, address?: string) => ({
      attributes: {
        'gen_ai.provider.name': vendor,
        'gen_ai.request.model': 'm',
        ...(address === undefined ? {} : { 'server.address': address }),
      },
    });
    const answer = await post(
      of('gcp.gemini'),
      of('gcp.vertex_ai', 'europe-west4-aiplatform.googleapis.com'),
      of('mistral_ai'),
      of('openai', 'api.mistral.ai'),
      of('openai', 'llm-gateway.corp'),
    );
    expect(answer.body).toEqual({
      partialSuccess: {
        rejectedSpans: '1',
        errorMessage: 'nobody watches the provider: see /health/integration/unknown-targets',
      },
    });
    expect((await calls('google')).count).toBe(2);
    expect((await calls('mistral_ai')).count).toBe(2);
    const { body } = await app.get('/health/integration/unknown-targets');
    expect(body.items).toMatchObject([{ name: 'llm-gateway.corp', endpoint: 'traces', count: 1 }]);
  });

  it('are not taken when they are from yesterday', async () => {
    const answer = await post({ attributes: OPENAI, endedAt: Date.now() - 86_400_000 });
    expect(answer.body.partialSuccess).toEqual({
      rejectedSpans: '1',
      errorMessage: 'a span that ended must be at most 900 s old',
    });
  });

  it('are answered in the encoding that they came in', async () => {
    const protobuf = { 'content-type': 'application/x-protobuf' };
    const empty = await fetch(app.url + PATH, { method: 'POST', headers: protobuf, body: new Uint8Array() });
    expect([empty.status, empty.headers.get('content-type')]).toEqual([200, 'application/x-protobuf']);
    const wrong = await fetch(app.url + PATH, {
      method: 'POST',
      headers: protobuf,
      body: Buffer.from('nonsense'),
    });
    expect([wrong.status, wrong.headers.get('content-type')]).toEqual([400, 'application/x-protobuf']);
    const status = Buffer.from(await wrong.arrayBuffer());
    // google.rpc.Status with code INVALID_ARGUMENT
    expect([...status.subarray(0, 2)]).toEqual([0x08, 3]);
    const json = await app.post(PATH, { resourceSpans: 7 });
    expect([json.status, json.body.errors[0].rule]).toEqual([400, 'resourceSpans: list']);
    const gzipped = await fetch(app.url + PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: gzipSync(JSON.stringify(otlpTrace(otlpSpan({ attributes: OPENAI })))),
    });
    expect(gzipped.status).toBe(200);
    expect((await calls()).count).toBe(1);
  });

  it('keep nothing of what was said, and repeat none of it', async () => {
    const canary = 'canary: what the user wrote';
    const attributes = { ...OPENAI, 'gen_ai.input.messages': canary, 'gen_ai.system_instructions': canary };
    const events = [{ name: 'gen_ai.user.message', afterMs: 1, attributes: { content: canary } }];
    const texts = [
      (await post({ attributes, events }, { attributes, events, isError: true })).text,
      (await app.post(PATH, { resourceSpans: canary })).text,
    ];
    for (const path of ['/health/integration', '/health/integration/providers/openai', '/metrics']) {
      texts.push((await app.get(path)).text);
    }
    texts.push((await app.get('/health/integration/history?target=openai')).text);
    for (const text of texts) expect(text).not.toContain('canary');
  });
});
