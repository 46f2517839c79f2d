import { registryOf, targetsOf } from '../../test/support/watched-targets.ts';
import type { HealthRegistry } from '../health/health-registry.ts';
import type { ReasonCode, Status } from '../health/status.ts';
import type { Dependency, ServiceSettings } from '../settings/settings.ts';
import type { GraphReport, NodeReport } from './graph-report.ts';
import { LiveGraph } from './live-graph.ts';

const NOW = Date.parse('2026-11-22T04:00:00.000Z');
const service = (id: string, dependsOn: Dependency[]): ServiceSettings => ({
  id,
  name: id.toUpperCase(),
  critical: true,
  dependsOn,
});
const CHAT = service('chat', [
  { kind: 'any_of', ids: ['openai', 'anthropic'] },
  { kind: 'one', id: 'redis' },
]);
const SHOP = service('shop', [{ kind: 'one', id: 'chat' }]);
const MINI = service('mini', [{ kind: 'one', id: 'openai/gpt-5-mini' }]);

function setUp(services: readonly ServiceSettings[] = [CHAT, SHOP, MINI]) {
  const registry = registryOf(
    targetsOf({ openai: { name: 'OpenAI', models: ['gpt-5-mini'] }, anthropic: { name: 'Anthropic' } }),
  );
  for (const { target } of registry.all()) become(registry, target.id, 'healthy');
  return { registry, graph: new LiveGraph(registry, () => services) };
}

function become(registry: HealthRegistry, id: string, status: Status, code: ReasonCode = 'timeout'): void {
  const reasons = status === 'healthy' ? [] : [{ code, message: 'as the test says' }];
  registry.publishVerdict(registry.get(id)!, { status, reasons, blame: null }, null);
}

function nodeOf({ nodes }: GraphReport, id: string): NodeReport {
  return nodes.find((node) => node.id === id)!;
}

describe('LiveGraph', () => {
  it('is well while all that is watched is', () => {
    const report = setUp().graph.report(NOW);
    expect(report.generated_at).toBe('2026-11-22T04:00:00.000Z');
    expect(report.nodes.map(({ id, status }) => [id, status])).toEqual([
      ['chat', 'healthy'],
      ['shop', 'healthy'],
      ['mini', 'healthy'],
      ['openai', 'healthy'],
      ['openai/gpt-5-mini', 'healthy'],
      ['anthropic', 'healthy'],
      ['redis', 'unknown'],
    ]);
    expect(nodeOf(report, 'redis')).toMatchObject({ usable: null, circuit: null, root_cause: false });
  });

  it('tells which redundancy is lost, through services that stand on services', () => {
    const { registry, graph } = setUp();
    become(registry, 'anthropic', 'unhealthy');
    const report = graph.report(NOW);
    expect(nodeOf(report, 'chat')).toMatchObject({
      status: 'degraded',
      reasons: [{ code: 'redundancy_lost', message: 'Anthropic is unhealthy; left: OpenAI' }],
      caused_by: ['anthropic'],
    });
    expect(nodeOf(report, 'shop')).toMatchObject({
      status: 'degraded',
      reasons: [{ code: 'dependency_degraded', message: 'CHAT is degraded' }],
      caused_by: ['anthropic'],
    });
    expect(nodeOf(report, 'anthropic')).toMatchObject({ root_cause: true, affects: ['chat', 'shop'] });
  });

  it('stops a service when no alternative works', () => {
    const { registry, graph } = setUp();
    become(registry, 'anthropic', 'unhealthy');
    become(registry, 'openai', 'unhealthy');
    expect(nodeOf(graph.report(NOW), 'chat')).toMatchObject({
      status: 'unhealthy',
      usable: false,
      reasons: [{ code: 'dependency_unhealthy', message: 'OpenAI is unhealthy, Anthropic is unhealthy' }],
      caused_by: ['openai', 'anthropic'],
    });
  });

  it('takes a model down with its provider and blames the provider', () => {
    const { registry, graph } = setUp();
    become(registry, 'openai', 'unhealthy');
    const report = graph.report(NOW);
    expect(nodeOf(report, 'openai/gpt-5-mini')).toMatchObject({
      status: 'unhealthy',
      root_cause: false,
      reasons: [{ code: 'provider_unhealthy', message: 'OpenAI is unhealthy' }],
      caused_by: ['openai'],
    });
    expect(nodeOf(report, 'openai').affects).toEqual(['chat', 'shop', 'mini']);
  });

  it('blames the model where a provider is degraded by it alone', () => {
    const { registry, graph } = setUp();
    become(registry, 'openai/gpt-5-mini', 'unhealthy', 'model_unavailable');
    become(registry, 'openai', 'degraded', 'model_unhealthy');
    const report = graph.report(NOW);
    expect(nodeOf(report, 'openai')).toMatchObject({ root_cause: false, caused_by: ['openai/gpt-5-mini'] });
    expect(nodeOf(report, 'openai/gpt-5-mini')).toMatchObject({ root_cause: true, affects: ['mini'] });
    expect(nodeOf(report, 'chat').status).toBe('healthy');
  });

  it('does not blame what works badly while an alternative works well', () => {
    const { registry, graph } = setUp();
    become(registry, 'openai', 'degraded');
    const report = graph.report(NOW);
    expect(nodeOf(report, 'chat')).toMatchObject({ status: 'healthy', caused_by: [] });
    expect(nodeOf(report, 'openai')).toMatchObject({ root_cause: true, affects: [] });
  });

  it('shows an open circuit', () => {
    const { registry, graph } = setUp();
    registry.publishCircuit(registry.get('openai')!, {
      state: 'open',
      openedAt: NOW,
      retryAt: NOW + 30_000,
      forced: false,
      forcedUntil: null,
      reason: 'five failed calls in a row',
    });
    expect(nodeOf(graph.report(NOW), 'openai')).toMatchObject({
      usable: false,
      circuit: { state: 'open', opened_at: '2026-11-22T04:00:00.000Z', retry_at: '2026-11-22T04:00:30.000Z' },
    });
  });

  it('knows nothing of a service that stands on unwatched components alone', () => {
    const report = setUp([service('jobs', [{ kind: 'one', id: 'redis' }])]).graph.report(NOW);
    expect(nodeOf(report, 'jobs')).toMatchObject({ status: 'unknown', reasons: [{ code: 'not_watched' }] });
  });

  it('follows targets that come and go', () => {
    const { registry, graph } = setUp();
    graph.report(NOW);
    registry.watch(targetsOf({ anthropic: {} }));
    const report = graph.report(NOW);
    expect(nodeOf(report, 'openai').type).toBe('component');
    expect(report.impact.map(({ id }) => id)).toEqual(report.nodes.map(({ id }) => id));
  });
});
