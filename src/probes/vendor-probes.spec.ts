import { ProbeBench } from '../../test/contracts/probe-bench.ts';
import { json, routes } from '../../test/contracts/loopback-server.ts';

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

    const health = (healthy: number, unhealthy: number) => ({
      healthy_endpoints: Array.from({ length: healthy }, () => ({ model: 'good' })),
      unhealthy_endpoints: Array.from({ length: unhealthy }, () => ({ model: 'bad', error: 'canary' })),
      healthy_count: healthy,
      unhealthy_count: unhealthy,
    });
    const billed = { provider: { litellm: { health: true } } };

    it('make it call its models where the settings say so, and tell which do not work', async () => {
      const result = await check('litellm', routes({ ...alive, '/health': json(200, health(1, 1)) }), billed);
      expect(result).toMatchObject({
        ok: true,
        capabilities: { models_healthy: 1, models_unhealthy: ['bad'] },
      });
      expect(JSON.stringify(result)).not.toContain('canary');
      const none = await check('litellm', routes({ ...alive, '/health': json(200, health(0, 2)) }), billed);
      expect(none).toMatchObject({
        failure: 'server_error',
        detail: '200 from GET /health: none of its 2 models works',
      });
      await check('litellm', routes({ ...alive, '/health': json(200, health(0, 2)) }), {
        ...billed,
        level: 'reach',
      });
      expect(server.seen.map(({ url }) => url)).not.toContain('/health');
    });

    it('know its version, its database and its cache', async () => {
      const ready = { status: 'connected', db: 'connected', cache: 'redis', litellm_version: '1.80.0' };
      const result = await check('litellm', routes({ ...alive, '/health/readiness': json(200, ready) }));
      expect(result).toMatchObject({
        version: '1.80.0',
        capabilities: { database: 'connected', cache: 'redis' },
      });
    });

    it('never make it call its models unasked', async () => {
      await check('litellm', routes(alive));
      expect(server.seen.map(({ url }) => url)).toEqual([
        '/health/liveliness',
        '/v1/models',
        '/health/readiness',
      ]);
    });
  });

  describe('of DeepSeek', () => {
    const balance = (is_available: boolean) =>
      json(200, { is_available, balance_infos: [{ currency: 'USD', total_balance: '0.00' }] });

    it('foresee that calls cannot be paid, which the list does not show', async () => {
      const list = { '/models': listing('deepseek-flash') };
      expect(await check('deepseek', routes({ ...list, '/user/balance': balance(false) }))).toMatchObject({
        failure: 'quota_exhausted',
        detail: '200 from GET /user/balance: the balance is used up',
      });
      expect(await check('deepseek', routes({ ...list, '/user/balance': balance(true) }))).toMatchObject({
        ok: true,
        models: ['deepseek-flash'],
        capabilities: { balances: [{ currency: 'USD', total: '0.00' }] },
      });
    });

    it.each([json(404, {}), json(500, {}), json(200, { is_available: 'maybe' })])(
      'need no balance to find the API well',
      async (answer) => {
        const table = { '/models': listing('deepseek-flash'), '/user/balance': answer };
        expect(await check('deepseek', routes(table))).toMatchObject({
          ok: true,
          models: ['deepseek-flash'],
        });
      },
    );
  });
});
