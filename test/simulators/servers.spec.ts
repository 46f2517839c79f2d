import { SystemClock } from '../../src/clock/clock.ts';
import { createDispatcher, HttpExchange } from '../../src/probes/http-exchange.ts';
import { Prober } from '../../src/probes/prober.ts';
import { builtInProbes } from '../../src/probes/probes.list.ts';
import { Secret } from '../../src/settings/secret.ts';
import { targetAt } from '../contracts/probe-targets.ts';
import {
  DEMO_KEY,
  startSimulator,
  type ProviderSimulator,
} from '../support/simulators/provider-simulator.ts';
import { SERVERS } from '../support/simulators/servers/servers.list.ts';
import { SERVER_IDS, type ServerId } from '../support/simulators/vendor.ts';

describe('the simulators of servers that people run themselves', () => {
  const clock = new SystemClock();
  const http = new HttpExchange(createDispatcher(), clock, 'bellwether/test');
  const prober = new Prober(builtInProbes(http, clock), clock);
  const simulators = new Map<ServerId, ProviderSimulator>();
  const of = (id: ServerId) => simulators.get(id)!;
  const check = (id: ServerId, key = DEMO_KEY) =>
    prober.check(
      targetAt(id, of(id).baseUrl, { apiKey: new Secret(key), timeoutMs: 2_000 }),
      new AbortController().signal,
    );
  const tell = (id: ServerId, path: string, body: object) =>
    fetch(`${of(id).origin}/_sim/${path}`, { method: 'POST', body: JSON.stringify(body) });

  beforeAll(async () => {
    for (const id of SERVER_IDS) simulators.set(id, await startSimulator(SERVERS[id]));
  });
  afterEach(() => Promise.all([...simulators.values()].map((simulator) => simulator.heal())));
  afterAll(() =>
    Promise.all([http.close(), ...[...simulators.values()].map((simulator) => simulator.close())]),
  );

  it.each(SERVER_IDS)('%s is found well, with its version, and its new one', async (id) => {
    const before = of(id).version;
    expect(await check(id)).toMatchObject({ observation: { ok: true }, version: before });
    await tell(id, 'version', { version: '9.9.9' });
    expect(await check(id)).toMatchObject({ observation: { ok: true }, version: '9.9.9' });
    of(id).setVersion(before);
  });

  it.each(SERVER_IDS)('%s fails in the ways it is told to over HTTP', async (id) => {
    const failures = {
      '500': 'server_error',
      '429': 'rate_limited',
      overloaded: 'overloaded',
      permission: 'permission',
      reset: 'network',
      not_http: 'invalid_response',
      redirect: 'bad_request',
      refuse: 'network',
    };
    for (const [fault, failure] of Object.entries(failures)) {
      await tell(id, 'fault', { fault });
      if (fault === 'refuse') while (of(id).fault.fault !== 'refuse') await new Promise(setImmediate);
      const { observation } = await check(id);
      expect([fault, observation.failure]).toEqual([fault, failure]);
    }
  });

  it('llama.cpp starts slowly, and is not down', async () => {
    await tell('llamacpp', 'fault', { fault: 'loading' });
    expect(await check('llamacpp')).toMatchObject({
      observation: { failure: 'overloaded', isStarting: true },
    });
  });

  it('LiteLLM and vLLM want a key for what needs one', async () => {
    expect((await check('litellm', 'wrong-key')).observation.failure).toBe('auth');
    expect((await check('vllm', 'wrong-key')).observation.failure).toBe('auth');
  });

  it('ComfyUI stops to greet, and that alone is noticed', async () => {
    await tell('comfyui', 'fault', { fault: 'hang_body', path_contains: '/ws' });
    expect(await check('comfyui')).toMatchObject({ observation: { failure: 'timeout', httpStatus: 200 } });
    await tell('comfyui', 'fault', { fault: '503', path_contains: '/ws' });
    expect(await check('comfyui')).toMatchObject({ observation: { failure: 'invalid_response' } });
    expect(of('comfyui').counts['GET /ws']).toBeGreaterThanOrEqual(2);
    expect(JSON.stringify(await check('comfyui'))).not.toContain('canary');
  });

  it('Gradio is another run after a restart, in either generation', async () => {
    const before = await check('gradio');
    await tell('gradio', 'restart', {});
    const after = await check('gradio');
    expect(before.instanceId).not.toBeNull();
    expect(after.instanceId).not.toBe(before.instanceId);
    of('gradio').setVersion('4.44.0');
    expect(await check('gradio')).toMatchObject({
      instanceId: after.instanceId,
      capabilities: { queue_size: 1 },
    });
    of('gradio').setVersion('5.29.0');
  });

  it('every one of them can be told to ask for a key, and to take none', async () => {
    for (const id of SERVER_IDS) {
      await tell(id, 'lock', { locked: true });
      await tell(id, 'keys', { keys: ['another-key'] });
      expect([id, (await check(id)).observation.failure]).toEqual([id, 'auth']);
      expect([id, (await check(id, 'another-key')).observation.ok]).toEqual([id, true]);
      await tell(id, 'lock', { locked: false });
      await tell(id, 'keys', { keys: [DEMO_KEY] });
    }
  });

  it('nothing is there, and it says so', async () => {
    for (const id of SERVER_IDS) {
      await tell(id, 'fault', { fault: 'not_found' });
      expect([id, (await check(id)).observation.failure]).toEqual([id, 'bad_request']);
    }
  });

  it('queues grow, and models come and go, as told', async () => {
    const queue = { vllm: 'requests_in_progress', comfyui: 'queue_remaining', gradio: 'queue_size' } as const;
    for (const [id, field] of Object.entries(queue) as [keyof typeof queue, string][]) {
      await tell(id, 'queue', { size: 7 });
      expect((await check(id)).capabilities).toMatchObject({ [field]: 7 });
    }
    await tell('ollama', 'loaded', { models: ['llama3.3:latest'] });
    expect((await check('ollama')).capabilities).toMatchObject({
      models_loaded: [{ name: 'llama3.3:latest' }],
    });
    await tell('ollama', 'loaded', { models: [] });
    expect((await check('ollama')).capabilities).toMatchObject({ models_loaded: [] });
    await tell('ollama', 'models', { models: ['gemma3:4b'] });
    expect(await check('ollama')).toMatchObject({ capabilities: { models: ['gemma3:4b'] } });
  });

  it('Gradio has a configuration of megabytes, and is well all the same', async () => {
    await tell('gradio', 'fault', { fault: 'huge_body', path_contains: '/config' });
    expect(await check('gradio')).toMatchObject({ observation: { ok: true }, version: '5.29.0' });
  });

  it('vLLM lives on with a dead engine, and Ollama with a queue that is full', async () => {
    await tell('vllm', 'fault', { fault: '503' });
    expect((await check('vllm')).observation).toMatchObject({ failure: 'server_error', httpStatus: 503 });
    await tell('ollama', 'fault', { fault: 'overloaded' });
    expect((await check('ollama')).observation).toMatchObject({ failure: 'overloaded', httpStatus: 503 });
  });

  it('none of them is made to work by a check', async () => {
    for (const id of SERVER_IDS) {
      const paid = Object.keys(of(id).counts).filter((route) => /^POST|^GET \/health$/.test(route));
      expect([id, paid]).toEqual([
        id,
        id === 'vllm' || id === 'llamacpp' || id === 'tgi' ? ['GET /health'] : [],
      ]);
    }
  });
});
