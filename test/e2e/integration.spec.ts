import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { type Fleet, startFleet } from '../support/simulators/fleet.ts';
import { RunningApp, until } from '../support/running-app.ts';

const IDS = ['openai', 'anthropic', 'google', 'deepseek', 'qwen', 'cursor'] as const;

function documentFor(fleet: Fleet, overrides: Record<string, object> = {}): Record<string, unknown> {
  const provider = (id: (typeof IDS)[number]): [string, object] => [
    id,
    { kind: id, base_url: fleet.baseUrls[id], api_key: 'demo-key', ...overrides[id] },
  ];
  return {
    defaults: { interval_seconds: 1, timeout_seconds: 0.9 },
    providers: Object.fromEntries(IDS.map(provider)),
    services: { chat: { name: 'Chat', critical: true, depends_on: [{ any_of: ['openai', 'anthropic'] }] } },
  };
}

describe('six providers', () => {
  let fleet: Fleet;
  let app: RunningApp;

  beforeAll(async () => {
    fleet = await startFleet();
    app = await RunningApp.start(documentFor(fleet, { openai: { critical: true } }));
  });

  afterAll(async () => {
    await app.stop();
    await fleet.close();
  });

  beforeEach(async () => {
    await Promise.all(fleet.all.map((each) => each.heal()));
    await until(
      () => app.get('/health/integration'),
      ({ body }) =>
        body.status === 'healthy' && body.providers.every((p: any) => p.circuit.state === 'closed'),
    );
  });

  it('shows all of them at a glance', async () => {
    const { status, headers, body } = await app.get('/health/integration');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(body.summary).toEqual({
      total: 6,
      healthy: 6,
      degraded: 0,
      unhealthy: 0,
      unknown: 0,
      disabled: 0,
    });
    expect(body.monitoring).toEqual({ enabled: true, egress: 'ok' });
    expect(body.providers.map((p: any) => p.id)).toEqual(IDS);
    expect(body.providers[0]).toMatchObject({
      kind: 'openai',
      critical: true,
      status: 'healthy',
      reasons: [],
      blame: null,
      usable: true,
      probe_level: 'auth',
      interval_seconds: 1,
      last_check: { ok: true, failure: null, http_status: 200 },
      circuit: { state: 'closed', opened_at: null, retry_at: null, forced: false },
      consecutive_failures: 0,
    });
    expect(body.providers[0].windows['1m'].latency_ms.p95).toBeGreaterThan(0);
    expect(body.providers[0].call_windows['15m']).toMatchObject({
      count: 0,
      error_rate_percent: null,
      ttft_ms: null,
    });
  });

  it('answers 304 to who has the answer already', async () => {
    await until(
      async () => {
        const { headers } = await app.get('/health/integration');
        const again = await app.get('/health/integration', { 'if-none-match': headers.get('etag')! });
        return again.status;
      },
      (status) => status === 304,
    );
  });

  it('detects an outage, opens the circuit, and closes it by probes alone once it is over', async () => {
    await fleet.openai.setFault('500');
    expect((await app.check('openai')).body).toMatchObject({
      ok: false,
      failure: 'server_error',
      http_status: 500,
    });
    const down = await until(
      () => app.provider('openai'),
      ({ status }) => status === 'unhealthy',
      5_000,
    );
    expect(down.blame).toBe('provider');
    expect(down.usable).toBe(false);
    expect(down.reasons[0].code).toBe('server_error');
    expect(down.reasons[0].message).toMatch(/^3 of the last 3 checks failed: 500 from GET \/v1\/models/);
    expect(down.circuit.state).toBe('open');
    expect(Date.parse(down.circuit.retry_at)).toBeGreaterThan(Date.now());
    expect((await app.get('/health/integration?strict=true')).status).toBe(503);
    await fleet.openai.heal();
    const up = await until(
      () => app.provider('openai'),
      ({ status }) => status === 'healthy',
      10_000,
    );
    expect(up.circuit.state).toBe('closed');
    expect((await app.get('/health/integration?strict=true')).status).toBe(200);
  });

  it.each([
    ['wrong_key', 'auth', 'account', 'unhealthy'],
    ['quota', 'quota_exhausted', 'account', 'unhealthy'],
    ['permission', 'permission', 'account', 'unhealthy'],
    ['overloaded', 'overloaded', 'provider', 'unhealthy'],
    ['html_200', 'invalid_response', 'provider', 'unhealthy'],
    ['truncated', 'invalid_response', 'provider', 'unhealthy'],
    ['huge_body', 'invalid_response', 'provider', 'unhealthy'],
    ['hang', 'timeout', 'provider', 'unhealthy'],
    ['hang_body', 'timeout', 'provider', 'unhealthy'],
    ['reset', 'network', 'provider', 'unhealthy'],
  ] as const)('tells %s apart as %s, the fault of the %s', async (fault, failure, blame, status) => {
    await fleet.anthropic.setFault(fault);
    const seen = await until(
      () => app.provider('anthropic'),
      (p) => p.status === status,
      15_000,
    );
    expect(seen.reasons[0].code).toBe(failure);
    expect(seen.blame).toBe(blame);
    if (blame === 'account') expect(seen.circuit.state).toBe('closed');
  });

  it('never counts a 400', async () => {
    await fleet.deepseek.setFault('bad_request');
    for (let i = 0; i < 4; i++) await app.check('deepseek');
    const seen = await app.provider('deepseek');
    expect(seen).toMatchObject({ status: 'healthy', consecutive_failures: 0 });
    expect(seen.windows['1m'].by_failure.bad_request).toBeGreaterThanOrEqual(4);
    expect(seen.windows['1m'].failures).toBe(0);
  });

  it('is rate limited until retry-after has passed', async () => {
    await fleet.qwen.setFault('429', { retryAfterSeconds: 2 });
    await app.check('qwen');
    const limited = await app.provider('qwen');
    expect(limited).toMatchObject({ status: 'degraded', blame: 'account', consecutive_failures: 0 });
    expect(limited.reasons[0].code).toBe('rate_limited');
    await fleet.qwen.heal();
    const since = performance.now();
    await until(
      () => app.provider('qwen'),
      ({ status }) => status === 'healthy',
    );
    expect(performance.now() - since).toBeGreaterThan(500);
  });

  it('names what is wrong with a request', async () => {
    expect((await app.get('/health/integration?strict=maybe')).body).toMatchObject({
      status: 400,
      errors: [{ field: 'strict', value: 'maybe' }],
    });
    const unknown = await app.get('/health/integration/providers/nobody');
    expect(unknown.headers.get('content-type')).toContain('application/problem+json');
    expect(unknown.body).toMatchObject({ status: 404, errors: [{ field: 'id', value: 'nobody' }] });
    expect((await app.check('nobody')).status).toBe(404);
  });

  it('gives a summary, a graph and metrics of the same state', async () => {
    const summary = await app.get('/health/integration/summary');
    expect(summary.body).toMatchObject({ status: 'healthy', usable: [...IDS], unusable: [] });
    const graph = await app.get('/health/integration/graph');
    expect(graph.body.nodes.map((n: any) => n.id)).toEqual(expect.arrayContaining(['chat', 'openai']));
    const metrics = await app.get('/metrics');
    expect(metrics.text).toContain('bellwether_target_status{target="openai",status="healthy"} 1');
  });
});

describe('settings that change while it runs', () => {
  it('keep the windows of those that stay, and a bad file changes nothing', async () => {
    const fleet = await startFleet();
    const folder = await mkdtemp(join(tmpdir(), 'bellwether-'));
    const file = join(folder, 'settings.yaml');
    const document = documentFor(fleet);
    await writeFile(file, stringify(document));
    const app = await RunningApp.start(file);
    try {
      await until(
        () => app.get('/health/integration'),
        ({ body }) => body.status === 'healthy',
      );
      const before = (await app.provider('openai')).windows['15m'].count;
      const { cursor, ...providers } = document['providers'] as Record<string, object>;
      await writeFile(
        file,
        stringify({ ...document, providers: { ...providers, second: providers['openai'] } }),
      );
      expect(await app.source.reload()).toMatchObject({ outcome: 'applied' });
      await until(
        () => app.provider('second'),
        ({ status }) => status === 'healthy',
      );
      expect((await app.provider('openai')).windows['15m'].count).toBeGreaterThanOrEqual(before);
      expect(await app.provider('cursor')).toMatchObject({ status: 404 });
      expect((await app.get('/metrics')).text).not.toContain('target="cursor"');
      await writeFile(file, 'providers: { openai: { kind: opnai } }');
      expect(await app.source.reload()).toMatchObject({ outcome: 'refused' });
      expect((await app.get('/health/integration')).body.summary.total).toBe(6);
      expect(cursor).toBeDefined();
    } finally {
      await app.stop();
      await fleet.close();
      await rm(folder, { recursive: true });
    }
  });
});
