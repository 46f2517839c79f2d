import { ProbeBench } from '../../test/contracts/probe-bench.ts';
import { flood, json, routes, text, type Answer } from '../../test/contracts/loopback-server.ts';

describe('probes', () => {
  const bench = new ProbeBench();
  const { server } = bench;
  const check = bench.check.bind(bench);

  beforeAll(() => bench.start());
  afterAll(() => bench.stop());

  const listing = (...ids: string[]) => json(200, { data: ids.map((id) => ({ id })) });

  it('take a missing list of Qwen for an API reached, with a key that nobody looked at', async () => {
    expect(await check('qwen', json(404, {}))).toMatchObject({
      ok: true,
      models: null,
      capabilities: { models: null, key_verified: false },
    });
  });

  it('send the version of the API to Anthropic, or the one of the settings', async () => {
    const versionSent = () => server.seen[0]?.headers['anthropic-version'];
    await check('anthropic', listing());
    expect(server.seen[0]?.url).toBe('/v1/models?limit=1000');
    expect(versionSent()).toBe('2023-06-01');
    await check('anthropic', listing(), { provider: { headers: { 'Anthropic-Version': '2026-10-21' } } });
    expect(versionSent()).toBe('2026-10-21');
  });

  describe('of LiteLLM', () => {
    const alive = { '/health/liveliness': json(200, "I'm alive!"), '/v1/models': listing('group') };

    it('do not need the database', async () => {
      const answer = routes({ ...alive, '/health/readiness': json(503, { detail: 'Service Unhealthy' }) });
      expect(await check('litellm', answer)).toMatchObject({ ok: true, version: null, models: ['group'] });
    });

    it('know a proxy that is shutting down', async () => {
      const answer = routes({ '/health/liveliness': json(503, { status: 'shutting_down' }) });
      expect(await check('litellm', answer, { level: 'reach' })).toMatchObject({ failure: 'overloaded' });
    });

    it('never make it call its models', async () => {
      await check('litellm', routes(alive));
      expect(server.seen.map(({ url }) => url)).toEqual([
        '/health/liveliness',
        '/v1/models',
        '/health/readiness',
      ]);
    });
  });

  it('of vLLM find the health beside the API that the settings name', async () => {
    const answer = routes({ '/gpu/health': text(503, '') });
    const result = await check('vllm', answer, { provider: { baseUrl: `${server.url}/gpu/v1/` } });
    expect(result).toMatchObject({ failure: 'server_error', detail: '503 from GET /gpu/health' });
  });

  it('of ComfyUI keep the devices and the queue, and drop the arguments', async () => {
    const system = { comfyui_version: '0.3.60', argv: ['--listen', 'canary'] };
    const device = { name: 'cuda:0', type: 'cuda', index: 0, vram_total: 8, vram_free: 4 };
    const result = await check(
      'comfyui',
      routes({
        '/system_stats': json(200, { system, devices: [device] }),
        '/prompt': json(200, { exec_info: { queue_remaining: 2 } }),
      }),
    );
    expect(result.capabilities).toEqual({
      devices: [{ name: 'cuda:0', type: 'cuda', vram_total_bytes: 8, vram_free_bytes: 4 }],
      queue_remaining: 2,
    });
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  describe('of Gradio', () => {
    it('read no more than the head of a configuration of megabytes', async () => {
      const { answer, sent } = flood(20 * 1024 * 1024);
      const config: Answer = (request, response) => {
        response.write('{"version":"5.29.0","title":"WanGP v8","components":"');
        answer(request, Object.assign(response, { writeHead: () => response }));
      };
      const result = await check('gradio', routes({ '/config': config }));
      expect(result).toMatchObject({ ok: true, version: '5.29.0', capabilities: { title: 'WanGP v8' } });
      expect(sent()).toBeLessThan(10 * 1024 * 1024);
    });

    it('need no app id, which old versions do not have', async () => {
      const answer = routes({ '/config': json(200, { version: '4.44.0' }) });
      expect(await check('gradio', answer)).toMatchObject({ ok: true, version: '4.44.0' });
    });
  });
});
