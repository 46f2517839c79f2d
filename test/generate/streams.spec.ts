import { json, LoopbackServer, type Answer } from '../contracts/loopback-server.ts';
import { CANARY_KEY } from '../contracts/probe-targets.ts';
import type { ProviderKind } from '../../src/settings/settings.ts';
import { GenerateBench, type Asked, type Line } from './generate-bench.ts';
import { ANTHROPIC, CHAT, DEEPSEEK, GOOGLE, STREAM_ROWS } from './stream-rows.ts';
import { chat, content, DONE, events, message } from './streams.ts';

const bench = new GenerateBench();
const server = new LoopbackServer();

beforeAll(() => Promise.all([bench.start(), server.start()]));
afterAll(() => Promise.all([bench.stop(), server.stop()]));

function hear(line: Line, answer: Answer, asked: Asked = {}) {
  server.answer = answer;
  server.seen.length = 0;
  return bench.askAt(line, server.url, asked);
}

describe('an answer to a generate probe', () => {
  it.each(STREAM_ROWS)('%s', async (_, line, answer, { failure, detail }) => {
    const result = await hear(line, answer);
    expect(result).toMatchObject({ ok: failure === null, failure });
    if (detail === null) expect(result.detail).toBeNull();
    else expect(result.detail).toMatch(detail);
    expect(server.seen).toHaveLength(1);
  });

  it('passes on how long to wait, and what is left of the limit', async () => {
    const headers = {
      'retry-after': '7',
      'x-ratelimit-limit-requests': '10',
      'x-ratelimit-remaining-requests': '0',
    };
    const result = await hear(CHAT, json(429, { error: {} }, headers));
    expect(result.retryAfterMs).toBe(7_000);
    expect(result.rateLimit).toMatchObject({ remainingRequests: 0, limitRequests: 10 });
  });

  it('counts what the provider counts, thoughts and cache included', async () => {
    const usage = { ...chat({}), choices: [], usage: { prompt_tokens: 11, completion_tokens: 3 } };
    const answer = events(chat({ content: 'hi' }), chat({}, 'stop'), usage, DONE);
    expect(await hear(CHAT, answer)).toMatchObject({ inputTokens: 11, outputTokens: 3 });
    expect(await hear(ANTHROPIC, events(...message('end_turn', 'hi')))).toMatchObject({
      inputTokens: 11,
      outputTokens: 7,
    });
    expect(await hear(GOOGLE, events(content('', 'MAX_TOKENS', 15)))).toMatchObject({
      inputTokens: 4,
      outputTokens: 16,
      ttftMs: null,
      requestId: 'answer-of-gemini',
    });
  });

  it('has its first token when the model begins to think', async () => {
    const thought = events(chat({ reasoning_content: 'hm' }), chat({ content: 'hi' }, 'stop'), DONE);
    expect((await hear(DEEPSEEK, thought)).ttftMs).toBeGreaterThan(0);
    const empty = events(chat({ content: '' }), chat({}, 'length'), DONE);
    expect((await hear(CHAT, empty)).ttftMs).toBeNull();
  });

  it('takes a challenge for answered where the number stands in the text', async () => {
    // The bench draws 0.5 each time: 55 + 55.
    const say = (content: string, reason = 'stop') => events(chat({ content }), chat({}, reason), DONE);
    const asked = { generate: { challenge: true } };
    expect((await hear(CHAT, say('It is 110.'), asked)).ok).toBe(true);
    expect((await hear(CHAT, say('1100'), asked)).failure).toBe('invalid_response');
    expect((await hear(CHAT, say('It is', 'length'), asked)).failure).toBe('invalid_response');
    expect((await hear(CHAT, say('', 'length'), asked)).ok).toBe(true);
  });

  it.each([
    ['before the request', { provider: { baseUrl: 'not a url' } }, 'invalid_response', true],
    ['of the key', { provider: { headers: { 'x-key': 'schlüssel€' } } }, 'bad_request', false],
  ] as const)(
    'is no fault of the provider where our settings are wrong: %s',
    async (_, asked, failure, isLocal) => {
      server.answer = events();
      const base = 'baseUrl' in asked.provider ? 'not a url' : server.url;
      expect(await bench.askAt(CHAT, base, asked)).toMatchObject({
        ok: false,
        failure,
        isLocal,
        isBillable: false,
      });
    },
  );

  it('tells of nothing that was sent, even if the server sends it back', async () => {
    const error = { code: CANARY_KEY, type: CANARY_KEY, message: `Bad key ${CANARY_KEY}` };
    const headers = { 'x-request-id': CANARY_KEY, location: `http://${CANARY_KEY}.example/` };
    for (const status of [200, 307, 400, 500]) await hear(CHAT, json(status, { error }, headers));
    await hear(CHAT, events(chat({ content: 'hi' }, CANARY_KEY), DONE));
    await hear(CHAT, events({ error }));
    const told = await hear(GOOGLE, events({ ...content('', CANARY_KEY), responseId: CANARY_KEY }));
    expect(told).toMatchObject({ requestId: '[redacted]', finishReason: '[redacted]' });
  });
});

describe('a server of one’s own', () => {
  it.each([
    ['ollama', '', '/v1/chat/completions'],
    ['vllm', '/v1', '/v1/chat/completions'],
    ['litellm', '/proxy/', '/proxy/v1/chat/completions'],
    ['openai_compatible', '/api', '/api/chat/completions'],
  ] as const)(
    'of kind %s is asked below its address, without a key where there is none',
    async (kind, base, path) => {
      server.answer = events(chat({ content: 'hi' }, 'stop'), DONE);
      server.seen.length = 0;
      const provider = { kind: kind as ProviderKind, apiKey: null };
      expect(await bench.askAt(CHAT, server.url + base, { provider })).toMatchObject({ ok: true });
      expect(server.seen[0]?.url).toBe(path);
      expect(server.seen[0]?.headers).not.toHaveProperty('authorization');
    },
  );
});

describe('the headers of a provider', () => {
  it('go with its generate probes too, over those of the SDK', async () => {
    const headers = { 'Anthropic-Version': '2023-06-01', 'x-api-key': 'k-of-a-gateway' };
    await hear(ANTHROPIC, events(...message('end_turn', 'hi')), { provider: { headers } });
    expect(server.seen[0]?.headers).toMatchObject({
      'anthropic-version': '2023-06-01',
      'x-api-key': 'k-of-a-gateway',
      authorization: `Bearer ${CANARY_KEY}`,
    });
  });
});
