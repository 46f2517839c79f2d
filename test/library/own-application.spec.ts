import { Injectable, Module } from '@nestjs/common';
import {
  AlertEvents,
  BellwetherModule,
  type BellwetherOptions,
  HealthRouter,
  HealthView,
  RoutingEvents,
  SettingsSource,
} from '../../src/index.ts';
import { HealthRegistry } from '../../src/health/health-registry.ts';
import { HistoryWriter } from '../../src/history/history-writer.ts';
import { FakeComponent } from '../support/fake-component.ts';
import { until } from '../support/running-app.ts';
import { HOSTS, type HostName, OwnApplication, Vault, VaultModule } from '../support/own-application.ts';

const PROVIDERS = { openai: { kind: 'openai', base_url: 'http://127.0.0.1:9', models: ['gpt-5-mini'] } };
const OPTIONS: BellwetherOptions = {
  document: { monitoring: { enabled: false }, egress: { enabled: false }, providers: PROVIDERS },
  env: { DATABASE_URL: 'memory:' },
  watch: false,
  signals: null,
};
const MODEL = encodeURIComponent('openai/gpt-5-mini');
const GETS: readonly (readonly [path: string, contentType: string])[] = [
  ['/health/live', 'application/json'],
  ['/health/ready', 'application/json'],
  ['/health/integration', 'application/json; charset=utf-8'],
  ['/health/integration/summary', 'application/json; charset=utf-8'],
  [`/health/integration/providers/${MODEL}`, 'application/json'],
  ['/health/integration/circuits', 'application/json'],
  ['/health/integration/graph', 'application/json; charset=utf-8'],
  ['/health/integration/routing?pool=default&limit=1', 'application/json; charset=utf-8'],
  ['/health/integration/routing/changes', 'application/json'],
  ['/health/integration/graph?format=mermaid', 'text/vnd.mermaid'],
  ['/health/integration/history', 'application/json; charset=utf-8'],
  ['/health/integration/history?format=csv', 'text/csv; charset=utf-8; header=present'],
  ['/health/integration/history?format=ndjson', 'application/x-ndjson; charset=utf-8'],
  ['/health/integration/timeline?target=openai', 'application/json'],
  ['/health/integration/trends', 'application/json'],
  ['/health/integration/incidents', 'application/json'],
  ['/health/integration/notifications', 'application/json'],
  ['/health/integration/alerts', 'application/json'],
  ['/health/integration/silences', 'application/json'],
  ['/health/integration/audit', 'application/json'],
  ['/api/health', 'application/json'],
  ['/system/maintenance/health-checks', 'application/json'],
  ['/metrics', 'text/plain; version=0.0.4; charset=utf-8'],
  ['/metrics/health?format=json', 'application/json; charset=utf-8'],
  ['/openapi.json', 'application/json; charset=utf-8'],
  ['/docs', 'text/html; charset=utf-8'],
  ['/docs/swagger-ui.css', 'text/css; charset=utf-8'],
];

describe.each(Object.keys(HOSTS) as HostName[])('an application on %s that takes Bellwether in', (host) => {
  let shop: OwnApplication;

  beforeAll(async () => {
    shop = await OwnApplication.start(host, [BellwetherModule.forRoot(OPTIONS)]);
    await shop.request('/health/integration/providers/openai/check', { method: 'POST' });
    await shop.app.get(HistoryWriter, { strict: false }).flush();
  });
  afterAll(() => shop.stop());

  it("keeps the framework's own answers at its own routes", async () => {
    const response = await shop.request('/orders');
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      message: 'no orders today',
      error: 'Bad Request',
      statusCode: 400,
    });
    expect((await shop.post('/orders', '{"count":"many"}')).status).toBe(201);
    const unknown = await shop.request('/nothing');
    expect(await unknown.json()).toMatchObject({ statusCode: 404, message: 'Cannot GET /nothing' });
  });

  it.each(GETS)('is answered %s', async (path, contentType) => {
    const response = await shop.request(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain(contentType);
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
    const head = await shop.request(path, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  it('is told by problems at our routes what is wrong', async () => {
    const missing = await shop.request('/health/integration/providers/nobody');
    expect(missing.headers.get('content-type')).toContain('application/problem+json');
    expect(await missing.json()).toMatchObject({
      status: 404,
      title: 'Unknown target',
      instance: '/health/integration/providers/nobody',
    });
    const path = `/health/integration/circuits/${MODEL}/open`;
    const wrong = await shop.post(path, '{"expires_in_seconds":"soon"}');
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(await wrong.json()).toMatchObject({ status: 400, errors: [{ field: 'expires_in_seconds' }] });
    const forced = await shop.post(path, '{"reason":"drill"}');
    expect([forced.status, await forced.json()]).toMatchObject([200, { state: 'open', reason: 'drill' }]);
  });

  it('is answered 304 when it knows the newest answer', async () => {
    for (const path of ['/health/integration', '/health/integration/graph', '/health/integration/routing']) {
      const again = await until(
        async () => {
          const etag = (await shop.request(path)).headers.get('etag')!;
          return shop.request(path, { headers: { 'if-none-match': etag } });
        },
        // the answer may have grown old between the two
        ({ status }) => status === 304,
      );
      expect(await again.text()).toBe('');
    }
  });

  it('documents our routes alone', async () => {
    const { paths, servers } = (await (await shop.request('/openapi.json')).json()) as Record<string, object>;
    expect(paths).toHaveProperty(['/health/integration']);
    expect(paths).not.toHaveProperty(['/orders']);
    expect(servers).toEqual([{ url: '.' }]);
  });
});

describe.each(Object.keys(HOSTS) as HostName[])('who may do what in an application on %s', (host) => {
  let shop: OwnApplication;

  afterEach(() => shop.stop());

  const RESET = '/health/integration/circuits/openai/reset';
  const elsewhere = { 'x-forwarded-for': '10.0.0.9' };

  it('is asked at our routes and nowhere else', async () => {
    const env = { ...OPTIONS.env, BELLWETHER_API_TOKENS: 'reader:read:the-read-secret' };
    shop = await OwnApplication.start(host, [BellwetherModule.forRoot({ ...OPTIONS, env })]);
    const headers = { authorization: 'Bearer the-read-secret' };
    const stranger = await shop.request('/health/integration');
    expect(stranger.status).toBe(401);
    expect(stranger.headers.get('www-authenticate')).toBe('Bearer realm="bellwether"');
    expect(await stranger.json()).toMatchObject({ title: 'Unauthorized', instance: '/health/integration' });
    expect((await shop.request('/health/integration', { headers })).status).toBe(200);
    const reader = await shop.post(RESET, '{}', headers);
    expect([reader.status, reader.headers.get('content-type')]).toEqual([
      403,
      expect.stringContaining('application/problem+json'),
    ]);
    expect((await shop.request('/health/live')).status).toBe(200);
    expect((await shop.post('/orders', '{}')).status).toBe(201);
  });

  it('is everything for this machine and nothing for others, without tokens', async () => {
    shop = await OwnApplication.start(host, [BellwetherModule.forRoot(OPTIONS)]);
    expect((await shop.post(RESET, '{}')).status).toBe(200);
    const refused = await shop.post(RESET, '{}', elsewhere);
    expect(await refused.json()).toMatchObject({
      status: 403,
      detail: expect.stringContaining('BELLWETHER_API_TOKENS'),
    });
    expect((await shop.request('/health/integration', { headers: elsewhere })).status).toBe(403);
    expect((await shop.request('/health/live', { headers: elsewhere })).status).toBe(200);
    expect((await shop.post('/orders', '{}', elsewhere)).status).toBe(201);
  });

  it('is everything for everybody where the application says so, and has guards of its own', async () => {
    const document = { ...OPTIONS.document, server: { allow_open: true } };
    shop = await OwnApplication.start(host, [BellwetherModule.forRoot({ ...OPTIONS, document })]);
    expect((await shop.post(RESET, '{}', elsewhere)).status).toBe(200);
  });
});

describe.each(Object.keys(HOSTS) as HostName[])('where Bellwether stands in an application on %s', (host) => {
  let shop: OwnApplication;

  afterEach(() => shop.stop());

  it('is below a prefix, all of it', async () => {
    shop = await OwnApplication.start(host, [BellwetherModule.forRoot({ ...OPTIONS, prefix: 'monitoring' })]);
    for (const [path] of GETS) {
      expect([path, (await shop.request(`/monitoring${path}`)).status]).toEqual([path, 200]);
      expect([path, (await shop.request(path)).status]).toEqual([path, 404]);
    }
    expect((await shop.request('/orders')).status).toBe(400);
  });

  it('is nowhere without endpoints, and watches all the same', async () => {
    shop = await OwnApplication.start(host, [BellwetherModule.forRoot({ ...OPTIONS, endpoints: false })]);
    for (const [path] of GETS) expect([path, (await shop.request(path)).status]).toEqual([path, 404]);
    expect((await shop.request('/orders')).status).toBe(400);
    expect(shop.app.get(HealthRegistry, { strict: false }).get('openai')).toBeDefined();
  });

  it('takes its settings from a factory', async () => {
    const useFactory = async (vault: Vault): Promise<BellwetherOptions> => ({
      ...OPTIONS,
      document: { ...OPTIONS.document, providers: { acme: { ...PROVIDERS.openai, api_key: vault.key } } },
    });
    const module = BellwetherModule.forRootAsync({
      imports: [VaultModule],
      inject: [Vault],
      useFactory,
      prefix: 'monitoring',
    });
    shop = await OwnApplication.start(host, [module]);
    const [acme] = shop.app.get(SettingsSource, { strict: false }).current.providers;
    expect(acme?.apiKey?.reveal()).toBe('sk-from-the-vault');
    expect((await shop.request('/monitoring/health/integration/providers/acme')).status).toBe(200);
  });
});

it('does not start where a factory gives settings that cannot be used', async () => {
  const module = BellwetherModule.forRootAsync({
    useFactory: () => ({ ...OPTIONS, document: { egres: {} } }),
  });
  await expect(OwnApplication.start('Fastify', [module])).rejects.toThrow(/egres/);
});

/** Somewhere in the application, in a module that imports nothing of Bellwether. */
@Injectable()
class Bystander {
  constructor(
    readonly health: HealthView,
    readonly router: HealthRouter,
    readonly routing: RoutingEvents,
    readonly alerts: AlertEvents,
  ) {}
}

@Module({ providers: [Bystander] })
class BystanderModule {}

describe('an application in its own process', () => {
  let shop: OwnApplication;

  afterEach(() => shop.stop());

  it('has injected what it reads, wherever it wants it', async () => {
    shop = await OwnApplication.start('Express', [BystanderModule, BellwetherModule.forRoot(OPTIONS)]);
    const { health, router } = shop.app.get(Bystander, { strict: false });
    expect(health.all().map(({ id }) => id)).toEqual(['openai', 'openai/gpt-5-mini']);
    expect(router.rank().map(({ id }) => id)).toContain('openai');
  });

  it('shows parts of its own, and is not ready while one that it needs is unhealthy', async () => {
    const orders = new FakeComponent('orders', true);
    orders.behave = () => Promise.reject(new Error('no connection'));
    const env = { ...OPTIONS.env, HEALTH_CHECK_RETRY_COUNT: '0' };
    shop = await OwnApplication.start('Express', [
      BellwetherModule.forRoot({ ...OPTIONS, components: [orders], env }),
    ]);
    const ready = await until(
      () => shop.request('/health/ready'),
      ({ status }) => status === 503,
    );
    expect(await ready.json()).toMatchObject({ reason: expect.stringContaining('orders') });
    const { components } = (await (await shop.request('/api/health')).json()) as Record<string, object[]>;
    expect(components).toContainEqual(
      expect.objectContaining({
        name: 'orders',
        status: 'unhealthy',
        critical: true,
        message: 'no connection',
      }),
    );
  });
});
