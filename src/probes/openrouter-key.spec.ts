import { Agent } from 'undici';
import { json, LoopbackServer, routes, type Answer } from '../../test/contracts/loopback-server.ts';
import { targetAt } from '../../test/contracts/probe-targets.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { HttpExchange } from './http-exchange.ts';
import { openAiCompatibleProbe } from './openai-compatible.probe.ts';
import type { CheckLevel } from './probe.ts';

describe('a check of OpenRouter', () => {
  const server = new LoopbackServer();
  const toLoopback = new Agent({
    connect: { lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) },
  });
  const http = new HttpExchange(toLoopback, new FakeClock(), 'bellwether/test');
  const models = json(200, { data: [{ id: 'openai/gpt-5-mini' }] });

  beforeAll(() => server.start());
  afterAll(() => Promise.all([http.close(), server.stop()]));

  const check = (key: Answer, host = 'openrouter.ai', level: CheckLevel = 'auth') => {
    server.seen.length = 0;
    server.answer = routes({ '/api/v1/key': key, '/api/v1/models': models });
    const target = targetAt('openai_compatible', `http://${host}:${server.port}/api/v1`);
    return openAiCompatibleProbe(http).check(target, level, new AbortController().signal);
  };
  const asked = () => server.seen.map(({ url }) => url);

  it('asks for the key, since its list is open to everybody', async () => {
    const rejected = json(401, { error: { code: 401, message: 'User not found.' } });
    expect(await check(rejected)).toMatchObject({ ok: false, failure: 'auth' });
  });

  it('tells what is left of the key’s credit', async () => {
    const answer = json(200, { data: { label: 'x', limit: 10, limit_remaining: 2.5 } });
    expect(await check(answer)).toMatchObject({
      ok: true,
      models: ['openai/gpt-5-mini'],
      capabilities: { credit_limit_usd: 10, credit_remaining_usd: 2.5 },
    });
    expect(asked()).toEqual(['/api/v1/key', '/api/v1/models']);
  });

  it('says that the credit is used up, and takes no limit for none', async () => {
    expect(await check(json(200, { data: { limit: 10, limit_remaining: 0 } }))).toMatchObject({
      failure: 'quota_exhausted',
      detail: "200 from GET /api/v1/key: the key's credit is used up",
    });
    expect(await check(json(200, { data: { limit: null, limit_remaining: null } }))).toMatchObject({
      ok: true,
    });
  });

  it('asks neither without a key nor anybody else', async () => {
    await check(models, 'openrouter.ai', 'reach');
    expect(asked()).toEqual(['/api/v1/models']);
    await check(models, 'gateway.example');
    expect(asked()).toEqual(['/api/v1/models']);
  });
});
