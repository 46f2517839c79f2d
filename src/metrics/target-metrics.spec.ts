import { buildObservation } from '../../test/support/build.ts';
import { FakeClock } from '../../test/support/fake-clock.ts';
import { registryOf, targetsOf } from '../../test/support/watched-targets.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { Status } from '../health/status.ts';
import type { Observation } from '../observations/observation.ts';
import { COUNT_FAMILIES, HEALTH_FAMILIES } from './target-families.ts';
import { TargetMetrics } from './target-metrics.ts';

const FAMILIES = [...HEALTH_FAMILIES, ...COUNT_FAMILIES];
const PROVIDERS = { openai: { models: ['gpt-5-mini'] }, anthropic: {} };

function setUp(providers: Parameters<typeof targetsOf>[0] = PROVIDERS) {
  const clock = new FakeClock();
  const registry = registryOf(targetsOf(providers), clock);
  const metrics = new TargetMetrics(registry);
  return {
    clock,
    registry,
    metrics,
    lines: () => Buffer.concat(metrics.chunks(FAMILIES)).toString().split('\n'),
  };
}

function record(registry: HealthRegistry, id: string, differing: Partial<Observation> = {}): void {
  registry.publishObservation(registry.get(id)!, buildObservation({ targetId: id, ...differing }), true);
}

function become(registry: HealthRegistry, id: string, status: Status): void {
  registry.publishVerdict(registry.get(id)!, { status, reasons: [], blame: null }, null);
}

describe('TargetMetrics', () => {
  it('counts what is told together as it would one by one', () => {
    const traffic = { source: 'traffic', depth: 'traffic' } as const;
    const observations = [{}, traffic, { latencyMs: 40 }, traffic].map((each) => buildObservation(each));
    const [together, single] = [setUp(), setUp()];
    for (const { lines } of [together, single]) lines();
    const state = together.registry.get('openai')!;
    together.registry.publishObservations({ state, observations, isDriving: true });
    for (const each of observations) record(single.registry, 'openai', each);
    expect(together.lines()).toEqual(single.lines());
    expect(together.lines()).toContain(
      'bellwether_checks_total{target="openai",result="ok",failure="none"} 2',
    );
  });

  it('shows the current status as 1 and every other as 0', () => {
    const { registry, lines } = setUp();
    become(registry, 'openai', 'unhealthy');
    expect(lines()).toEqual(
      expect.arrayContaining([
        'bellwether_target_status{target="openai",status="healthy"} 0',
        'bellwether_target_status{target="openai",status="degraded"} 0',
        'bellwether_target_status{target="openai",status="unhealthy"} 1',
        'bellwether_target_status{target="openai",status="unknown"} 0',
        'bellwether_target_usable{target="openai"} 0',
        'bellwether_target_status{target="anthropic",status="unknown"} 1',
      ]),
    );
  });

  it('follows a status that changes between two scrapes', () => {
    const { registry, clock, lines } = setUp();
    become(registry, 'openai', 'unhealthy');
    lines();
    clock.advance(5_000);
    become(registry, 'openai', 'healthy');
    expect(lines()).toEqual(
      expect.arrayContaining([
        'bellwether_target_status{target="openai",status="unhealthy"} 0',
        'bellwether_target_status{target="openai",status="healthy"} 1',
        'bellwether_target_status_since_timestamp_seconds{target="openai"} 1795320005',
        'bellwether_status_changes_total{target="openai",to="unhealthy"} 1',
        'bellwether_status_changes_total{target="openai",to="healthy"} 1',
        'bellwether_status_changes_total{target="openai",to="unknown"} 0',
      ]),
    );
  });

  it('counts checks by result and failure, and times those that succeed', () => {
    const { registry, lines } = setUp();
    record(registry, 'openai', { latencyMs: 80 });
    record(registry, 'openai', { latencyMs: 300 });
    record(registry, 'openai', { failure: 'timeout', latencyMs: 10_000 });
    expect(lines()).toEqual(
      expect.arrayContaining([
        'bellwether_checks_total{target="openai",result="ok",failure="none"} 2',
        'bellwether_checks_total{target="openai",result="failed",failure="timeout"} 1',
        'bellwether_check_duration_seconds_bucket{target="openai",le="0.1"} 1',
        'bellwether_check_duration_seconds_bucket{target="openai",le="+Inf"} 2',
        'bellwether_check_duration_seconds_sum{target="openai"} 0.38',
        'bellwether_checks_total{target="anthropic",result="ok",failure="none"} 0',
      ]),
    );
  });

  it('keeps calls apart from checks and tells their sources apart', () => {
    const { registry, lines } = setUp();
    record(registry, 'openai', { depth: 'generate', latencyMs: 900, ttftMs: 240 });
    record(registry, 'openai', { source: 'traffic', depth: 'traffic', failure: 'overloaded' });
    const written = lines();
    expect(written).toEqual(
      expect.arrayContaining([
        'bellwether_calls_total{target="openai",source="probe",result="ok",failure="none"} 1',
        'bellwether_calls_total{target="openai",source="traffic",result="ok",failure="none"} 0',
        'bellwether_calls_total{target="openai",source="traffic",result="failed",failure="overloaded"} 1',
        'bellwether_call_duration_seconds_count{target="openai"} 1',
        'bellwether_call_time_to_first_token_seconds_bucket{target="openai",le="0.25"} 1',
        'bellwether_checks_total{target="openai",result="ok",failure="none"} 0',
      ]),
    );
    expect(written.filter((line) => line.startsWith('bellwether_calls_total{target="anthropic"'))).toEqual(
      [],
    );
  });

  it('counts on after a scrape', () => {
    const { registry, lines } = setUp();
    record(registry, 'openai');
    lines();
    record(registry, 'openai');
    expect(lines()).toContain('bellwether_checks_total{target="openai",result="ok",failure="none"} 2');
  });

  it('shows the circuit', () => {
    const { registry, lines } = setUp();
    const circuit = { openedAt: 1, retryAt: 2, forced: false, forcedUntil: null, reason: null };
    registry.publishCircuit(registry.get('openai')!, { state: 'half_open', ...circuit });
    expect(lines()).toEqual(
      expect.arrayContaining([
        'bellwether_circuit_state{target="openai",state="closed"} 0',
        'bellwether_circuit_state{target="openai",state="open"} 0',
        'bellwether_circuit_state{target="openai",state="half_open"} 1',
      ]),
    );
  });

  it('leaves out a time that there has not been', () => {
    const { registry, lines } = setUp();
    record(registry, 'openai', { failure: 'timeout' });
    const times = lines().filter((line) => /^bellwether_last_\w+\{/.test(line));
    expect(times).toEqual(['bellwether_last_check_timestamp_seconds{target="openai"} 1795320000']);
  });

  it('counts overruns of what is probed', () => {
    const { registry, lines } = setUp();
    lines();
    for (const targetId of ['openai', 'nobody']) registry.events.emit('probe.overrun', { targetId });
    expect(lines().filter((line) => line.startsWith('bellwether_schedule_overruns_total'))).toEqual([
      'bellwether_schedule_overruns_total{target="openai"} 1',
      'bellwether_schedule_overruns_total{target="anthropic"} 0',
    ]);
  });

  it('drops every series of a target that is removed, whatever is still heard of it', () => {
    const { registry, lines } = setUp();
    const gone = registry.get('openai')!;
    for (const depth of ['auth', 'generate'] as const) record(registry, 'openai', { depth });
    lines();
    registry.watch(targetsOf({ anthropic: {} }));
    registry.publishObservation(gone, buildObservation({ targetId: 'openai' }), false);
    expect(lines().filter((line) => line.includes('target="openai'))).toEqual([]);
    expect(lines().filter((line) => line.includes('target="anthropic"'))).not.toEqual([]);
  });

  it('starts from zero for a target that comes back', () => {
    const { registry, lines } = setUp();
    record(registry, 'openai');
    registry.watch(targetsOf({ anthropic: {} }));
    registry.watch(targetsOf(PROVIDERS));
    expect(lines()).toContain('bellwether_checks_total{target="openai",result="ok",failure="none"} 0');
  });

  it('follows a target whose settings change', () => {
    const { registry, lines } = setUp();
    lines();
    registry.watch(targetsOf({ ...PROVIDERS, anthropic: { name: 'Claude "A"', critical: true } }));
    expect(lines()).toContain(
      'bellwether_target_info{target="anthropic",provider="anthropic",model="",kind="openai",name="Claude \\"A\\"",critical="true",enabled="true"} 1',
    );
  });

  it('tells each family once, with all its samples together', () => {
    const { registry, lines } = setUp();
    record(registry, 'anthropic', { depth: 'generate', ttftMs: 10 });
    const families = lines()
      .filter((line) => line !== '' && !line.startsWith('# HELP'))
      .map((line) =>
        line
          .replace('# TYPE ', '')
          .match(/^\w+/)![0]
          .replace(/_(bucket|sum|count)$/, ''),
      );
    const runs = families.filter((family, index) => family !== families[index - 1]);
    expect(runs).toEqual(FAMILIES.map(({ name }) => name));
  });
});
