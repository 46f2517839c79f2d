import { llamacpp } from '../support/simulators/servers/llamacpp.simulator.ts';
import { ollama } from '../support/simulators/servers/ollama.simulator.ts';
import {
  DEMO_KEY,
  startSimulator,
  type ProviderSimulator,
} from '../support/simulators/provider-simulator.ts';
import { RunningApp } from '../support/running-app.ts';

describe('servers of one’s own, seen through the API', () => {
  let llama: ProviderSimulator;
  let box: ProviderSimulator;
  let app: RunningApp;

  beforeAll(async () => {
    [llama, box] = await Promise.all([startSimulator(llamacpp), startSimulator(ollama)]);
    const slow = { interval_seconds: 300, timeout_seconds: 2 };
    app = await RunningApp.start(
      {
        providers: {
          llama: { kind: 'llamacpp', base_url: llama.baseUrl, api_key: '${LLAMA_API_KEY}', ...slow },
          box: { kind: 'ollama', base_url: box.baseUrl, models: ['qwen3:8b'], ...slow },
        },
      },
      { LLAMA_API_KEY: DEMO_KEY },
    );
  });
  afterAll(() => Promise.all([app.stop(), llama.close(), box.close()]));

  it('are starting while they load their model, and then of use', async () => {
    await llama.setFault('loading');
    expect((await app.check('llama')).body).toMatchObject({
      ok: false,
      failure: 'overloaded',
      status: 'degraded',
      reasons: [{ code: 'starting' }],
    });
    expect(await app.provider('llama')).toMatchObject({ usable: false, consecutive_failures: 0 });
    await llama.heal();
    expect((await app.check('llama')).body).toMatchObject({ ok: true, status: 'healthy' });
    expect(await app.provider('llama')).toMatchObject({
      usable: true,
      version: 'b7000-1a2b3c4d',
      notices: [],
      windows: { '5m': { failures: 0 } },
    });
  });

  it('tell what they have in memory, and what stands in the way', async () => {
    await app.check('box');
    const { version, capabilities, models } = await app.provider('box');
    expect([version, capabilities.models_loaded[0].name]).toEqual(['0.12.0', 'qwen3:8b']);
    expect(models).toMatchObject([{ model: 'qwen3:8b', status: 'healthy', notices: [] }]);
    await box.setFault('permission');
    for (let i = 0; i < 2; i++) await app.check('box');
    expect(await app.provider('box')).toMatchObject({
      status: 'unhealthy',
      blame: 'account',
      reasons: [{ code: 'permission', message: expect.stringContaining('set OLLAMA_HOST') }],
    });
  });
});
