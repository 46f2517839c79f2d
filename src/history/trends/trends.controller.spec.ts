import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { buildObservation } from '../../../test/support/build.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { registryOf, targetsOf } from '../../../test/support/watched-targets.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { ProblemsModule } from '../../problems/problems.module.ts';
import { MemoryHistoryStore } from '../stores/memory.store.ts';
import { TrendWatch } from './trend-watch.ts';
import { TrendsController } from './trends.controller.ts';
import { trendsSchema } from './trends.schema.ts';

describe('GET /health/integration/trends', () => {
  const clock = new FakeClock();
  const registry = registryOf(targetsOf({ openai: {}, google: {} }), clock);
  const log = { log: () => {}, warn: () => {} };
  const watch = new TrendWatch({ registry, store: new MemoryHistoryStore(), clock, log });
  let app: NestFastifyApplication;

  beforeAll(async () => {
    watch.listen();
    const state = registry.get('openai')!;
    for (let check = 0; check < 360; check++) {
      clock.advance(30_000);
      const at = { at: clock.now(), atMonotonicMs: clock.monotonicMs() };
      const latencyMs = 300 + check * 2;
      registry.publishObservation(state, buildObservation({ ...at, latencyMs }), true);
    }
    for (let turn = 0; turn < 240; turn++) watch.turn();
    const module = await Test.createTestingModule({
      imports: [ProblemsModule],
      controllers: [TrendsController],
      providers: [
        { provide: HealthRegistry, useValue: registry },
        { provide: TrendWatch, useValue: watch },
      ],
    }).compile();
    app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
  });

  afterAll(() => app.close());

  const get = async (query = '') => {
    const { statusCode, body } = await app.inject(`/health/integration/trends${query}`);
    return { statusCode, body: JSON.parse(body) as unknown };
  };

  it('answers with the figures of each target, in the form that it documents', async () => {
    const { statusCode, body } = await get();
    expect(statusCode).toBe(200);
    const { items } = trendsSchema.parse(body);
    expect(items.map(({ target, verdict }) => [target, verdict])).toEqual([
      ['openai', 'degrading'],
      ['google', null],
    ]);
    const [p95] = items[0]!.metrics;
    expect(p95).toMatchObject({ metric: 'latency_p95_ms', set: 'checks', verdict: 'degrading', samples: 36 });
    expect(p95!.slope_per_hour).toBeCloseTo(240, -1);
    expect(p95!.baseline).toBeNull();
    expect(items[0]!.explanation).toMatch(/reaches the warning of 2000 ms in about \d\.\d h at this pace/);
    expect(items[1]).toMatchObject({ since: null, metrics: [] });
  });

  it('answers for one target', async () => {
    const { body } = await get('?target=google');
    expect(trendsSchema.parse(body).items.map(({ target }) => target)).toEqual(['google']);
  });

  it('refuses a target that nobody watches, and a question that it does not know', async () => {
    const unknown = await get('?target=gogle');
    expect(unknown).toMatchObject({
      statusCode: 404,
      body: { errors: [{ field: 'target', value: 'gogle' }] },
    });
    const wrong = await get('?tragets=google');
    expect(wrong).toMatchObject({ statusCode: 400, body: { errors: [{ field: 'tragets' }] } });
  });
});
