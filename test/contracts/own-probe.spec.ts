import { createServer, type Server } from 'node:net';
import { Test } from '@nestjs/testing';
import { z } from 'zod';
import { BellwetherModule } from '../../src/bellwether.module.ts';
import { HealthRegistry } from '../../src/health/health-registry.ts';
import {
  bearer,
  createDispatcher,
  EndpointProbe,
  failed,
  HttpExchange,
  jsonBody,
  type OwnProbe,
  Probe,
  type ProbeResult,
  succeeded,
  SystemClock,
  type Target,
} from '../../src/index.ts';
import { Monitor } from '../../src/monitor/monitor.ts';
import { json, LoopbackServer, routes } from './loopback-server.ts';
import { describeHttpProbe } from './probe.contract.ts';

/** As docs/probes.md has it: a vendor with an API of its own, told by its endpoints. */
const acmeProbe = (http: HttpExchange): Probe =>
  new EndpointProbe(http, {
    kinds: ['acme'],
    keyHeaders: bearer,
    endpoints: { reach: [engines], auth: [engines] },
  });

const engines = {
  path: '/engines',
  read: jsonBody(
    z.object({ release: z.string(), engines: z.array(z.object({ name: z.string() })) }),
    (body) => ({
      version: body.release,
      models: body.engines.map(({ name }) => ({ name, deprecation: null })),
      capabilities: { engines_total: body.engines.length },
    }),
  ),
};

/** As docs/probes.md has it: something that is not asked over HTTP at all. */
class QueueProbe extends Probe {
  readonly kinds = ['queue'];
  depth = 3;

  check(_target: Target): Promise<ProbeResult> {
    const evidence = { latencyMs: 1, httpStatus: null, requestId: null, rateLimit: null };
    if (this.depth > 100) {
      const detail = `${this.depth} jobs are waiting`;
      return Promise.resolve(
        failed(evidence, {
          failure: 'overloaded',
          detail,
          vendorCode: null,
          retryAfterMs: null,
          isLocal: false,
        }),
      );
    }
    return Promise.resolve(
      succeeded(evidence, { version: null, models: null, capabilities: { depth: this.depth } }),
    );
  }
}

const healthy = json(200, { release: '7.1', engines: [{ name: 'model-a' }, { name: 'model-b' }] });
const http = new HttpExchange(createDispatcher(), new SystemClock(), 'acme-probe/1');
afterAll(() => http.close());

describeHttpProbe(
  {
    kind: 'acme',
    basePath: '/api',
    healthy: { '/api/engines': healthy },
    keyHeader: ['authorization', (key) => `Bearer ${key}`],
    keyedPath: '/api/engines',
    firstPath: '/api/engines',
    learns: { version: '7.1', models: ['model-a', 'model-b'] },
    readsJson: true,
    refusesLargeBody: true,
  },
  () => acmeProbe(http),
);

describe('an application that brings probes along', () => {
  const server = new LoopbackServer();
  const queue = new QueueProbe();
  const own: readonly OwnProbe[] = [acmeProbe, queue];
  let port: Server;

  beforeAll(async () => {
    await server.start();
    port = createServer().listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await server.stop();
    port.close();
  });

  it('has their targets watched like all others', async () => {
    server.answer = routes({ '/engines': healthy });
    const document = {
      providers: {
        acme: { kind: 'acme', base_url: server.url, api_key: 'acme-key', models: ['model-a', 'gone'] },
        jobs: { kind: 'queue', base_url: 'tcp://127.0.0.1:1' },
      },
    };
    const options = { document, env: { DATABASE_URL: 'memory:' }, watch: false, signals: null };
    const app = await Test.createTestingModule({
      imports: [BellwetherModule.forRoot({ ...options, probes: own, kinds: ['acme', 'queue'] })],
    }).compile();
    await app.init();
    const registry = app.get(HealthRegistry, { strict: false });
    const monitor = app.get(Monitor, { strict: false });
    for (const id of ['acme', 'jobs']) await monitor.checkNow(registry.get(id)!);

    expect(registry.get('acme')).toMatchObject({ version: '7.1', capabilities: { engines_total: 2 } });
    expect(registry.get('acme/model-a')?.verdict.status).toBe('healthy');
    expect(registry.get('acme/gone')?.verdict).toMatchObject({ reasons: [{ code: 'model_unavailable' }] });
    expect(registry.get('jobs')).toMatchObject({
      verdict: { status: 'healthy' },
      capabilities: { depth: 3 },
    });

    queue.depth = 500;
    const observation = await monitor.checkNow(registry.get('jobs')!);
    expect(observation).toMatchObject({
      failure: 'overloaded',
      blame: 'provider',
      detail: '500 jobs are waiting',
    });
    await app.close();
  });
});
