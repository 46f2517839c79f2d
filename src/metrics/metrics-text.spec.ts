import { spawnSync } from 'node:child_process';
import { buildObservation } from '../../test/support/build.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf, targetsOf } from '../../test/support/watched-targets.ts';
import type { EgressState } from '../health/egress/egress-watch.ts';
import { FAILURE_KINDS } from '../observations/failure-kind.ts';
import { HealthFigures } from './health-figures.ts';
import { healthMetricsSchema } from './metrics.schema.ts';
import { MetricsText } from './metrics-text.ts';
import { ScheduleMetrics } from './schedule-metrics.ts';
import { TargetMetrics } from './target-metrics.ts';
import { skipped } from '../../test/support/skipping.ts';

function setUp() {
  const clock = new FakeClock();
  const registry = registryOf(
    targetsOf({
      openai: { models: ['gpt-5-mini'], name: 'Open "AI" \\ 第一' },
      anthropic: { enabled: false },
    }),
    clock,
  );
  const network: { egress: EgressState } = { egress: 'ok' };
  const targets = new TargetMetrics(registry);
  const schedule = new ScheduleMetrics(registry.events);
  const metrics = new MetricsText({ targets, schedule, egress: () => network.egress, version: '0.1.0' });
  const figures = new HealthFigures(registry, () => network.egress, clock);
  return { registry, network, metrics, figures };
}

describe('MetricsText', () => {
  it('has the targets, the schedule, this process and its event loop', async () => {
    const { metrics } = setUp();
    const text = (await metrics.all()).toString();
    expect(text).toContain('bellwether_target_status{target="openai",status="unknown"} 1\n');
    expect(text).toContain('bellwether_schedule_lag_seconds_count 0\n');
    expect(text).toMatch(/^process_cpu_user_seconds_total \d/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
    expect(text).toMatch(/^nodejs_eventloop_time_seconds_total\{state="active"\} \d/m);
    expect(text).toContain(
      `bellwether_build_info{version="0.1.0",node_version="${process.versions.node}"} 1\n`,
    );
  });

  it('says when our own egress is down', () => {
    const { metrics, network } = setUp();
    expect(metrics.health().toString()).toContain('bellwether_egress_down 0\n');
    network.egress = 'down';
    expect(metrics.health().toString()).toContain('bellwether_egress_down 1\n');
  });

  it('leaves everything but health out of the health figures', () => {
    const names = setUp()
      .metrics.health()
      .toString()
      .match(/(?<=^# TYPE )\w+/gm);
    expect(names).toContain('bellwether_target_status');
    expect(names?.filter((name) => name.endsWith('_total') || !name.startsWith('bellwether_'))).toEqual([]);
  });

  it('passes promtool check metrics, where it is installed', async () => {
    const { metrics, registry } = setUp();
    for (const failure of [null, ...FAILURE_KINDS]) {
      for (const depth of ['auth', 'generate'] as const) {
        registry.publishObservation(
          registry.get('openai')!,
          buildObservation({ targetId: 'openai', failure, depth, ttftMs: 50 }),
          true,
        );
      }
    }
    const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: await metrics.all(),
      encoding: 'utf8',
    });
    if (error !== undefined) {
      expect((error as NodeJS.ErrnoException).code).toBe('ENOENT');
      return skipped('promtool is not installed, the exposition was not checked with it');
    }
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe('HealthFigures', () => {
  it('gives the same health as JSON', () => {
    const { figures, registry } = setUp();
    registry.publishObservation(registry.get('openai')!, buildObservation({ targetId: 'openai' }), true);
    registry.publishVerdict(registry.get('openai')!, { status: 'healthy', reasons: [], blame: null }, null);
    const body = healthMetricsSchema.parse(JSON.parse(figures.json()));
    expect(body.summary).toEqual({
      total: 3,
      healthy: 1,
      degraded: 0,
      unhealthy: 0,
      unknown: 1,
      disabled: 1,
    });
    expect(body.targets[0]).toMatchObject({
      target: 'openai',
      status: 'healthy',
      usable: true,
      circuit: 'closed',
      last_success_at: '2026-11-22T04:00:00.000Z',
    });
  });
});
