import { hashOfKey } from '../support/simulators/request-log.ts';
import type { FaultName } from '../support/simulators/fault.ts';
import { CANARY_KEY } from '../contracts/probe-targets.ts';
import { GenerateBench, LINES, type Line } from './generate-bench.ts';

const bench = new GenerateBench();

beforeAll(() => bench.start());
afterAll(() => bench.stop());
afterEach(async () => {
  for (const simulator of bench.fleet.all) {
    await simulator.heal();
    simulator.clearRequests();
  }
});

describe.each(LINES)('a generate probe of $name', (line) => {
  const simulator = () => bench.fleet[line.vendor];
  const fails = async (fault: FaultName, timeoutMs = 5_000) => {
    await simulator().setFault(fault);
    return bench.ask(line, { generate: { timeoutMs } });
  };

  it('measures the answer of a working provider', async () => {
    const result = await bench.ask(line);
    expect(result).toMatchObject({
      ok: true,
      failure: null,
      detail: null,
      httpStatus: 200,
      isBillable: true,
    });
    expect(result.outputTokens).toBe(5);
    expect(result.inputTokens).toBeGreaterThan(0);
    expect(result.ttftMs).toBeGreaterThan(0);
    expect(result.latencyMs).toBeGreaterThan(result.ttftMs!);
    expect(result.requestId).toMatch(/\w{8}/);
    expect(result.finishReason).toMatch(/^(stop|completed|end_turn|STOP)$/);
  });

  it('asks once, with the key and for little', async () => {
    await bench.ask(line);
    expect(simulator().requests).toHaveLength(1);
    const { headers, body } = simulator().requests[0]!;
    expect(JSON.stringify(headers)).toContain(hashOfKey(CANARY_KEY));
    expect(JSON.stringify(body)).not.toMatch(/temperature|top_p|top_k/);
    expect(JSON.stringify(body)).toMatch(/tokens"?:16\b|Tokens"?:16\b/);
  });

  it.each([
    ['wrong_key', 'auth'],
    ['permission', 'permission'],
    ['quota', 'quota_exhausted'],
    ['429', 'rate_limited'],
    ['bad_request', 'bad_request'],
    ['500', 'server_error'],
    ['overloaded', 'overloaded'],
    ['reset', 'network'],
    ['reset_body', 'network'],
    ['html_200', 'invalid_response'],
    ['garbage', 'invalid_response'],
    ['truncated', 'invalid_response'],
    ['not_http', 'invalid_response'],
    ['huge_body', 'invalid_response'],
    ['refuse', 'network'],
  ] as const)('tells %s apart as %s', async (fault, failure) => {
    const result = await fails(fault);
    expect(result).toMatchObject({ ok: false, failure, isLocal: false });
    expect(result.detail).toMatch(/\S/);
  });

  it('says that a stream was truncated', async () => {
    expect((await fails('truncated')).detail).toMatch(/^truncated stream/);
  });

  it.each(['hang', 'hang_body'] as const)('gives up in time on %s', async (fault) => {
    const startedMs = performance.now();
    const result = await fails(fault, 400);
    expect(result).toMatchObject({ ok: false, failure: 'timeout', isBillable: true });
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    if (fault === 'hang_body') expect(result.detail).toContain('the stream stalled for 200 ms');
  });

  it('finds the error in a stream that began well', async () => {
    const isOpenAi = line.vendor === 'openai';
    const result = await fails('stream_error');
    expect(result).toMatchObject({
      ok: false,
      failure: isOpenAi ? 'quota_exhausted' : 'overloaded',
      httpStatus: 200,
    });
    expect(result.detail).toContain('error in the stream');
  });

  it('follows no redirect, and takes the key nowhere else', async () => {
    const result = await fails('redirect');
    expect(result).toMatchObject({ ok: false, failure: 'bad_request', httpStatus: 307, isBillable: false });
    expect(result.detail).toContain('base_url redirects to 127.0.0.1');
    expect(bench.fleet.redirectSink.requests).toEqual([]);
  });

  it('takes a model that does not exist for what it is', async () => {
    const result = await bench.ask({ ...line, model: 'no-such-model' });
    expect(result).toMatchObject({ ok: false, failure: 'model_unavailable' });
  });

  it('takes a stop at the cap for success', async () => {
    const result = await bench.ask(line, { generate: { maxOutputTokens: line.api === undefined ? 2 : 16 } });
    expect(result.ok).toBe(true);
    if (line.api === undefined) expect(result.finishReason).toMatch(/^(length|max_tokens|MAX_TOKENS)$/);
  });

  it('fails a challenge that is answered wrongly', async () => {
    const result = await bench.ask(line, { generate: { challenge: true } });
    expect(result).toMatchObject({ ok: false, failure: 'invalid_response' });
    expect(result.detail).toMatch(/^wrong answer to the challenge/);
  });

  it('ends promptly when it is cancelled', async () => {
    await simulator().setFault('hang');
    const stop = new AbortController();
    const result = bench.ask(line, { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    expect(await result).toMatchObject({ ok: false, failure: 'cancelled', latencyMs: null });
    const before = await bench.ask(line, { signal: stop.signal });
    expect(before).toMatchObject({ ok: false, failure: 'cancelled' });
  });

  it('keeps a path prefix and a query of base_url', async () => {
    const prefixed = bench.fleet.baseUrls[line.vendor].replace(/(:\d+)/, '$1/gateway');
    const result = await bench.askAt(line, `${prefixed}?tenant=7`);
    expect(result.ok).toBe(true);
    expect(simulator().requests[0]?.path).toMatch(/^\/gateway\/.*[?&]tenant=7/);
  });
});

describe('what the environment says', () => {
  const ENVIRONMENT = {
    OPENAI_API_KEY: 'sk-of-the-environment',
    OPENAI_BASE_URL: 'http://127.0.0.1:9',
    OPENAI_ORG_ID: 'org-of-the-environment',
    OPENAI_PROJECT_ID: 'proj-of-the-environment',
    OPENAI_CUSTOM_HEADERS: 'Authorization: Bearer sk-of-the-environment\nX-Extra: of-the-environment',
    OPENAI_LOG: 'debug',
    ANTHROPIC_API_KEY: 'sk-of-the-environment',
    ANTHROPIC_AUTH_TOKEN: 'token-of-the-environment',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:9',
    ANTHROPIC_CUSTOM_HEADERS: 'X-Extra: of-the-environment',
    ANTHROPIC_LOG: 'debug',
    GOOGLE_API_KEY: 'key-of-the-environment',
    GOOGLE_GEMINI_BASE_URL: 'http://127.0.0.1:9',
    GOOGLE_GENAI_USE_ENTERPRISE: 'true',
    GOOGLE_GENAI_USE_VERTEXAI: 'true',
    GOOGLE_CLOUD_PROJECT: 'project-of-the-environment',
    GOOGLE_CLOUD_LOCATION: 'location-of-the-environment',
    GOOGLE_GENAI_API_VERSION: 'v0',
  };
  const before = { ...process.env };
  beforeEach(() => void Object.assign(process.env, ENVIRONMENT));
  afterEach(() => {
    for (const name of Object.keys(ENVIRONMENT)) delete process.env[name];
    Object.assign(process.env, before);
  });

  it.each(LINES)('changes nothing for $name', async (line: Line) => {
    expect(await bench.ask(line)).toMatchObject({ ok: true });
    const [request] = bench.fleet[line.vendor].requests;
    expect(JSON.stringify(request)).not.toContain('of-the-environment');
    expect(JSON.stringify(request!.headers)).toContain(hashOfKey(CANARY_KEY));
  });
});
