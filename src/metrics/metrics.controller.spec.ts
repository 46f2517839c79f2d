import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf, targetsOf } from '../../test/support/watched-targets.ts';
import { ProblemsModule } from '../problems/problems.module.ts';
import { SettingsSource } from '../settings/settings-source.ts';
import { HealthFigures } from './health-figures.ts';
import { MetricsController } from './metrics.controller.ts';
import { MetricsText } from './metrics-text.ts';
import { ScheduleMetrics } from './schedule-metrics.ts';
import { TargetMetrics } from './target-metrics.ts';

async function start(env: Record<string, string> = {}): Promise<NestFastifyApplication> {
  const source = new SettingsSource({ document: { providers: {} }, env });
  const clock = new FakeClock();
  const registry = registryOf(targetsOf({ openai: {} }), clock);
  const targets = new TargetMetrics(registry);
  const schedule = new ScheduleMetrics(registry.events);
  const module = await Test.createTestingModule({
    imports: [ProblemsModule],
    controllers: [MetricsController],
    providers: [
      { provide: SettingsSource, useValue: source },
      {
        provide: MetricsText,
        useValue: new MetricsText({ targets, schedule, egress: () => 'ok', version: '0.1.0' }),
      },
      { provide: HealthFigures, useValue: new HealthFigures(registry, () => 'ok', clock) },
    ],
  }).compile();
  const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
  await app.init();
  return app;
}

describe('MetricsController', () => {
  let app: NestFastifyApplication;

  afterEach(() => app.close());

  it('answers a scrape in the text format with its version', async () => {
    app = await start();
    const { statusCode, headers, body } = await app.inject('/metrics');
    expect(statusCode).toBe(200);
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(body).toMatch(/^# HELP bellwether_target_info /);
    expect(body.endsWith('\n')).toBe(true);
  });

  it.each([
    ['/metrics/health', 'text/plain; version=0.0.4; charset=utf-8'],
    ['/metrics/health?format=prometheus', 'text/plain; version=0.0.4; charset=utf-8'],
    ['/metrics/health?format=json', 'application/json; charset=utf-8'],
  ])('answers %s as %s', async (url, contentType) => {
    app = await start();
    const { statusCode, headers, body } = await app.inject(url);
    expect([statusCode, headers['content-type']]).toEqual([200, contentType]);
    expect(body).toContain('openai');
  });

  it('names field, rule and value of a wrong format', async () => {
    app = await start();
    const answer = await app.inject('/metrics/health?format=xml');
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({
      errors: [{ field: 'format', rule: 'one of prometheus|json', value: 'xml' }],
    });
  });

  it('answers 404 with a problem when Prometheus metrics are switched off, and JSON all the same', async () => {
    app = await start({ ENABLE_PROMETHEUS_METRICS: 'false' });
    for (const url of ['/metrics', '/metrics/health', '/metrics/health?format=prometheus']) {
      const answer = await app.inject(url);
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toMatchObject({
        status: 404,
        detail: expect.stringContaining('ENABLE_PROMETHEUS'),
      });
    }
    expect((await app.inject('/metrics/health?format=json')).statusCode).toBe(200);
  });
});
