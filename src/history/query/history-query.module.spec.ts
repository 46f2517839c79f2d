import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { buildObservation } from '../../../test/support/build.ts';
import { FakeClock } from '../../../test/support/fake-clock.ts';
import { targetsOf } from '../../../test/support/watched-targets.ts';
import { Clock } from '../../clock/clock.ts';
import { ClockModule } from '../../clock/clock.module.ts';
import { HealthRegistry } from '../../health/health-registry.ts';
import { openApiDocument } from '../../openapi/document.ts';
import { routesOf } from '../../openapi/routes.ts';
import { ProblemsModule } from '../../problems/problems.module.ts';
import { SettingsModule } from '../../settings/settings.module.ts';
import { SettingsSource } from '../../settings/settings-source.ts';
import { ALIVE_KEY, HistoryWriter } from '../history-writer.ts';
import { StandingKeeper } from '../timeline/standing/standing-keeper.ts';
import { TimelineController } from '../timeline/timeline.controller.ts';
import { HistoryController } from './history.controller.ts';
import { HistoryQueryModule } from './history-query.module.ts';

const MINUTE_MS = 60_000;

describe('asking of the past', () => {
  let folder: string;
  let clock: FakeClock;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bellwether-history-'));
    clock = new FakeClock();
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function start(): Promise<NestFastifyApplication> {
    const env = { DATABASE_URL: `file:${join(folder, 'history.db')}` };
    const source = new SettingsSource({ document: {}, env, watch: false, signals: null });
    const module = await Test.createTestingModule({
      imports: [SettingsModule.forRoot(source), ClockModule, ProblemsModule, HistoryQueryModule],
    })
      .overrideProvider(Clock)
      .useValue(clock)
      .compile();
    const app = module.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), { logger: false });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    app.get(HealthRegistry).watch(targetsOf({ openai: {} }));
    return app;
  }

  function becomes(app: NestFastifyApplication, status: 'healthy' | 'unhealthy'): void {
    const registry = app.get(HealthRegistry);
    const state = registry.get('openai')!;
    const failure = status === 'healthy' ? null : ('timeout' as const);
    registry.publishObservation(state, buildObservation({ failure, at: clock.now() }), true);
    const reasons = failure === null ? [] : [{ code: failure, message: 'no answer' }];
    registry.publishVerdict(state, { status, reasons, blame: failure === null ? null : 'provider' }, null);
  }

  it('tells after a restart what was before it, and that nobody watched in between', async () => {
    const first = await start();
    becomes(first, 'healthy');
    clock.advance(10 * MINUTE_MS);
    first.get(HistoryWriter).saveState(ALIVE_KEY, '');
    await first.close();

    clock.advance(20 * MINUTE_MS);
    const second = await start();
    await second.get(StandingKeeper).restore();
    becomes(second, 'unhealthy');
    await second.get(HistoryWriter).flush();
    clock.advance(5 * MINUTE_MS);
    for (let turn = 0; turn < 30; turn++) second.get(StandingKeeper).tick();

    const timeline = await second.inject(
      '/health/integration/timeline?target=openai&from=2026-11-22T04:00:00Z',
    );
    const { intervals, uptime_percent: uptime } = timeline.json<{
      intervals: { status: string; duration_seconds: number; reasons: { code: string }[] }[];
      uptime_percent: number;
    }>();
    expect(intervals.map(({ status, duration_seconds: lasted }) => [status, lasted / 60])).toEqual([
      ['healthy', 10],
      ['unknown', 20],
      ['unhealthy', 5],
    ]);
    expect(intervals[1]!.reasons).toMatchObject([{ code: 'not_running' }]);
    expect(uptime).toBe(66.667);

    const detail = await second.inject('/health/integration/providers/openai');
    expect(detail.json()).toMatchObject({
      availability_percent: { '1h': 50, '24h': 50 },
      uptime_percent: { '1h': 66.667, '24h': 66.667, '7d': 66.667, '30d': 66.667 },
    });
    const history = await second.inject('/health/integration/history?target=openai');
    expect(history.json()).toMatchObject({ items: [{ ok: false }, { ok: true }], next_cursor: null });
    await second.close();
  });

  it('is documented, every parameter with its meaning', () => {
    const routes = [HistoryController, TimelineController].flatMap((controller) => routesOf(controller));
    const { paths } = openApiDocument(routes, '0.1.0') as {
      paths: Record<string, { get: { parameters: { name: string; description?: string }[] } }>;
    };
    const parameters = Object.values(paths).flatMap(({ get }) => get.parameters);
    expect(parameters.map(({ name }) => name)).toEqual(
      'target from to resolution outcome limit cursor format target from to'.split(' '),
    );
    expect(parameters.filter(({ description }) => description === undefined)).toEqual([]);
  });
});
