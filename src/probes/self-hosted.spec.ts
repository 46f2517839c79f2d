import { ProbeBench } from '../../test/contracts/probe-bench.ts';
import { flood, json, routes, text, type Answer } from '../../test/contracts/loopback-server.ts';

const bench = new ProbeBench();
const { server } = bench;
const check = bench.check.bind(bench);
const listing = (...ids: string[]) => json(200, { data: ids.map((id) => ({ id })) });
const asked = () => server.seen.map(({ url }) => url.replace(/clientId=[\w-]+/, 'clientId=…'));

beforeAll(() => bench.start());
afterAll(() => bench.stop());
beforeEach(() => {
  server.greet = null;
});

describe('a probe of Ollama', () => {
  const healthy = {
    '/api/version': json(200, { version: '0.12.0' }),
    '/api/tags': json(200, { models: [{ name: 'qwen3:8b' }, { name: 'llama3.3:latest' }] }),
  };

  it('tells which models are in memory, and loads none', async () => {
    const loaded = { name: 'qwen3:8b', size_vram: 6_000, expires_at: '2026-11-22T04:05:00Z', digest: 'x' };
    const result = await check('ollama', routes({ ...healthy, '/api/ps': json(200, { models: [loaded] }) }));
    expect(result).toMatchObject({
      ok: true,
      version: '0.12.0',
      models: ['qwen3:8b', 'llama3.3:latest'],
      capabilities: {
        models_total: 2,
        models_loaded: [{ name: 'qwen3:8b', vram_bytes: 6_000, expires_at: '2026-11-22T04:05:00Z' }],
      },
    });
    expect(asked()).toEqual(['/api/version', '/api/tags', '/api/ps']);
  });

  it.each(['reach', 'auth'] as const)('takes a refused host name for what it is at %s', async (level) => {
    expect(await check('ollama', text(403, ''), { level })).toMatchObject({
      ok: false,
      failure: 'permission',
      detail: '403 from GET /api/version: Ollama refuses this host name; set OLLAMA_HOST where it runs',
    });
  });
});

describe('a probe of vLLM', () => {
  it('finds the health beside the API that the settings name', async () => {
    const result = await check('vllm', routes({ '/gpu/health': text(503, '') }), {
      provider: { baseUrl: `${server.url}/gpu/v1/` },
    });
    expect(result).toMatchObject({
      failure: 'server_error',
      detail: '503 from GET /gpu/health: its engine may be dead',
    });
    expect(result.isStarting).toBeUndefined();
  });

  it('knows the version and the load', async () => {
    const healthy = routes({
      '/health': text(200, ''),
      '/version': json(200, { version: '0.11.0' }),
      '/v1/models': listing('m'),
      '/load': json(200, { server_load: 3 }),
    });
    expect(await check('vllm', healthy)).toMatchObject({
      version: '0.11.0',
      capabilities: { requests_in_progress: 3 },
    });
  });
});

describe('a probe of llama.cpp', () => {
  const props = {
    build_info: 'b7000-1a2b3c',
    total_slots: 4,
    is_sleeping: false,
    modalities: { vision: true, audio: false },
    model_path: '/home/canary/model.gguf',
    chat_template: 'canary',
  };

  it('learns the build, the slots and what it can see, and leaves paths where they are', async () => {
    const result = await check(
      'llamacpp',
      routes({
        '/health': json(200, { status: 'ok' }),
        '/v1/models': listing('m'),
        '/props': json(200, props),
      }),
    );
    expect(result).toMatchObject({
      version: 'b7000-1a2b3c',
      models: ['m'],
      capabilities: { slots_total: 4, sleeping: false, modalities: ['vision'] },
    });
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it.each(['reach', 'auth'] as const)(
    'takes a loading model for a start, and not for an outage, at %s',
    async (level) => {
      const body = { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } };
      expect(await check('llamacpp', json(503, body), { level })).toMatchObject({
        ok: false,
        failure: 'overloaded',
        isStarting: true,
        detail: '503 from GET /health: unavailable_error, still starting',
      });
    },
  );

  it('sees the same through the eyes of an application that only speaks like OpenAI', async () => {
    const body = { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } };
    expect(await check('openai_compatible', json(503, body))).toMatchObject({ isStarting: true });
  });
});

describe('a probe of TGI', () => {
  it('knows a model that does not answer', async () => {
    const body = { error: 'unhealthy', error_type: 'healthcheck' };
    expect(await check('tgi', routes({ '/health': json(503, body) }))).toMatchObject({
      failure: 'server_error',
      detail: '503 from GET /health: healthcheck, its model does not answer',
    });
  });

  it('learns what the server runs and how much it takes', async () => {
    const info = {
      model_id: 'org/m',
      version: '3.3.6',
      max_concurrent_requests: 128,
      max_input_tokens: 4095,
    };
    const answer = routes({ '/health': text(200, ''), '/info': json(200, info) });
    expect(await check('tgi', answer, { provider: { models: ['org/m'] } })).toMatchObject({
      version: '3.3.6',
      models: ['org/m'],
      capabilities: { max_concurrent_requests: 128, max_input_tokens: 4095, models: ['org/m'] },
    });
  });
});

describe('a probe of ComfyUI', () => {
  const system = { comfyui_version: '0.3.60', pytorch_version: '2.9.0', argv: ['--listen', 'canary'] };
  const device = { name: 'cuda:0', type: 'cuda', index: 0, vram_total: 8, vram_free: 4 };
  const healthy = routes({
    '/system_stats': json(200, { system, devices: [device] }),
    '/prompt': json(200, { exec_info: { queue_remaining: 2 } }),
  });
  const status = { type: 'status', data: { status: { exec_info: { queue_remaining: 2 } }, sid: 'x' } };

  it('keeps the devices and the queue, and drops the arguments', async () => {
    server.greet = (socket) => socket.send(JSON.stringify(status));
    const result = await check('comfyui', healthy);
    expect(result).toMatchObject({ ok: true, version: '0.3.60' });
    expect(result.capabilities).toEqual({
      pytorch: '2.9.0',
      devices: [{ name: 'cuda:0', type: 'cuda', vram_total_bytes: 8, vram_free_bytes: 4 }],
      queue_remaining: 2,
    });
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  it('greets it with a new client id each time, without an origin, and hangs up', async () => {
    const closed: Promise<unknown>[] = [];
    server.greet = (socket) => {
      closed.push(new Promise((resolve) => socket.on('close', resolve)));
      socket.send(Buffer.from([0, 0, 0, 1]));
      socket.send(JSON.stringify({ type: 'executing', data: {} }));
      socket.send(JSON.stringify(status));
    };
    await check('comfyui', healthy, { provider: { headers: { 'X-Team': 'blue' } } });
    const first = server.seen.at(-1);
    await check('comfyui', healthy);
    const second = server.seen.at(-1);
    expect(asked()).toEqual(['/system_stats', '/prompt', '/ws?clientId=…']);
    expect(second?.url).not.toBe(first?.url);
    expect(first?.headers).toMatchObject({ 'x-team': 'blue', 'user-agent': 'bellwether/0.1.0' });
    expect(first?.headers.origin).toBeUndefined();
    await Promise.all(closed);
  });

  it.each<[string, typeof server.greet, object]>([
    [
      'refuses WebSockets',
      null,
      { failure: 'invalid_response', detail: 'WebSocket /ws: the server accepts no WebSocket' },
    ],
    [
      'hangs up',
      (socket) => socket.terminate(),
      { failure: 'network', detail: 'WebSocket /ws: closed before the first status' },
    ],
    [
      'says nothing',
      () => undefined,
      { failure: 'timeout', detail: 'WebSocket /ws: no complete answer within 300 ms' },
    ],
    [
      'talks of other things',
      (socket) => {
        for (let i = 0; i < 30; i++) socket.send('{"type":"progress"}');
      },
      { failure: 'invalid_response', detail: 'WebSocket /ws: no status among its messages' },
    ],
  ])('finds fault with a server that %s', async (_what, greet, expected) => {
    server.greet = greet;
    expect(await check('comfyui', healthy, { provider: { timeoutMs: 300 } })).toMatchObject({
      ok: false,
      version: '0.3.60',
      httpStatus: 200,
      ...expected,
    });
  });

  it('answers cancelled when it is aborted while it waits for the greeting', async () => {
    const caller = new AbortController();
    server.greet = () => caller.abort();
    const probing = bench.probe('comfyui').check(bench.target('comfyui', healthy), 'reach', caller.signal);
    expect(await probing).toMatchObject({ failure: 'cancelled' });
  });

  it('takes a refused origin or host name for what it is', async () => {
    expect(await check('comfyui', text(403, ''), { level: 'reach' })).toMatchObject({
      failure: 'permission',
    });
  });
});

describe('a probe of Gradio', () => {
  const queue = { msg: 'estimation', event_id: null, rank: null, queue_size: 3, rank_eta: 12.5 };

  it('knows version, queue and run of Gradio 5 and later', async () => {
    const config = { version: '5.29.0', api_prefix: '/gradio_api', title: 'WanGP v8.2', components: [] };
    const result = await check(
      'gradio',
      routes({
        '/config': json(200, config),
        '/gradio_api/app_id': json(200, { app_id: 815 }),
        '/gradio_api/queue/status': json(200, queue),
      }),
    );
    expect(result).toMatchObject({
      ok: true,
      version: '5.29.0',
      instanceId: '815',
      capabilities: { app: 'wan2gp', title: 'WanGP v8.2', queue_size: 3, queue_eta_seconds: 12.5 },
    });
  });

  it('knows those of Gradio 4, which has no prefix', async () => {
    const answer = routes({
      '/config': json(200, { version: '4.44.0' }),
      '/app_id': json(200, { app_id: 'run-1' }),
      '/queue/status': json(200, queue),
    });
    expect(await check('gradio', answer)).toMatchObject({
      version: '4.44.0',
      instanceId: 'run-1',
      capabilities: { app: 'gradio', queue_size: 3 },
    });
    expect(asked()).toEqual(['/config', '/app_id', '/queue/status']);
  });

  it('goes nowhere else, whatever prefix the server names', async () => {
    await check('gradio', json(200, { version: '5.0.0', api_prefix: '/../..//elsewhere?x=' }));
    expect(asked()).toEqual(['/config', '/app_id', '/queue/status']);
  });

  it('reads no more than the head of a configuration of megabytes', async () => {
    const { answer, sent } = flood(20 * 1024 * 1024);
    const config: Answer = (request, response) => {
      response.write('{"version":"5.29.0","title":"WanGP v8","components":"');
      answer(request, Object.assign(response, { writeHead: () => response }));
    };
    const result = await check('gradio', routes({ '/config': config }));
    expect(result).toMatchObject({ ok: true, version: '5.29.0', capabilities: { title: 'WanGP v8' } });
    expect(sent()).toBeLessThan(10 * 1024 * 1024);
  });

  it('says that it wants a login', async () => {
    const body = { detail: { error: 'Not authenticated', auth_message: '' } };
    expect(await check('gradio', json(401, body))).toMatchObject({ failure: 'auth' });
    expect(await check('gradio', json(401, body), { level: 'reach' })).toMatchObject({ ok: true });
  });
});
