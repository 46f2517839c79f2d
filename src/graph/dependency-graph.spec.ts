import { targetsOf } from '../../test/support/watched-targets.ts';
import type { ServiceSettings } from '../settings/settings.ts';
import { buildDependencyGraph } from './dependency-graph.ts';

const TARGETS = targetsOf({
  openai: { models: ['gpt-5-mini'] },
  anthropic: { enabled: false },
});

function service(id: string, dependsOn: ServiceSettings['dependsOn']): ServiceSettings {
  return { id, name: id.toUpperCase(), critical: false, dependsOn };
}

describe('buildDependencyGraph', () => {
  it('has a node for every service, provider and model, and for what is named and not watched', () => {
    const { nodes } = buildDependencyGraph([service('chat', [{ kind: 'one', id: 'redis' }])], TARGETS);
    expect([...nodes.values()].map(({ id, type }) => [id, type])).toEqual([
      ['chat', 'service'],
      ['openai', 'provider'],
      ['openai/gpt-5-mini', 'model'],
      ['anthropic', 'provider'],
      ['redis', 'component'],
    ]);
  });

  it('numbers the any_of groups of a service and tells the kinds of edges apart', () => {
    const chat = service('chat', [
      { kind: 'any_of', ids: ['openai', 'anthropic'] },
      { kind: 'one', id: 'redis' },
      { kind: 'any_of', ids: ['a', 'b'] },
    ]);
    expect(buildDependencyGraph([chat], TARGETS).edges).toEqual([
      { from: 'chat', to: 'openai', kind: 'any_of', group: 1 },
      { from: 'chat', to: 'anthropic', kind: 'any_of', group: 1 },
      { from: 'chat', to: 'redis', kind: 'requires', group: null },
      { from: 'chat', to: 'a', kind: 'any_of', group: 2 },
      { from: 'chat', to: 'b', kind: 'any_of', group: 2 },
      { from: 'openai/gpt-5-mini', to: 'openai', kind: 'part_of', group: null },
    ]);
  });

  it('shows a provider that is switched off, and counts on it for nothing', () => {
    const graph = buildDependencyGraph(
      [
        service('chat', [
          { kind: 'any_of', ids: ['openai', 'anthropic'] },
          { kind: 'one', id: 'anthropic' },
        ]),
      ],
      TARGETS,
    );
    expect(graph.edges.filter((edge) => edge.to === 'anthropic')).toHaveLength(2);
    expect(graph.services).toEqual([{ id: 'chat', needs: [['openai']] }]);
  });

  it('puts services before those that stand on them', () => {
    const graph = buildDependencyGraph(
      [
        service('shop', [{ kind: 'one', id: 'search' }]),
        service('search', [{ kind: 'one', id: 'embed' }]),
        service('embed', [{ kind: 'one', id: 'openai' }]),
      ],
      TARGETS,
    );
    expect(graph.services.map(({ id }) => id)).toEqual(['embed', 'search', 'shop']);
  });

  it('comes to an end on services that depend on each other', () => {
    const graph = buildDependencyGraph(
      [service('a', [{ kind: 'one', id: 'b' }]), service('b', [{ kind: 'one', id: 'a' }])],
      TARGETS,
    );
    expect(graph.services).toHaveLength(2);
  });
});
