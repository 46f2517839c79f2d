import fc from 'fast-check';
import { targetsOf } from '../../test/support/watched-targets.ts';
import type { Dependency, ServiceSettings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';
import { buildDependencyGraph } from './dependency-graph.ts';
import { type AffectedService, impactOfFailures } from './impact.ts';

const TARGETS = targetsOf({
  openai: { models: ['gpt-5-mini'] },
  anthropic: {},
  google: { models: ['flash'] },
});
const [OPENAI] = TARGETS as [Target, ...Target[]];

const one = (id: string): Dependency => ({ kind: 'one', id });
const anyOf = (...ids: string[]): Dependency => ({ kind: 'any_of', ids });
const service = (id: string, ...dependsOn: Dependency[]): ServiceSettings => ({
  id,
  name: id,
  critical: false,
  dependsOn,
});

function impactsOf(
  services: readonly ServiceSettings[],
  targets = TARGETS,
): Map<string, readonly AffectedService[]> {
  const impacts = impactOfFailures(buildDependencyGraph(services, targets));
  return new Map(impacts.map(({ id, affects }) => [id, affects]));
}

describe('impactOfFailures', () => {
  it('stops a service with something that it cannot do without', () => {
    const impacts = impactsOf([service('chat', one('openai'), one('redis'))]);
    expect(impacts.get('openai')).toEqual([{ service: 'chat', effect: 'stops', via: ['openai'] }]);
    expect(impacts.get('redis')).toEqual([{ service: 'chat', effect: 'stops', via: ['redis'] }]);
    expect(impacts.get('anthropic')).toEqual([]);
  });

  it('takes redundancy from a service that has an alternative left', () => {
    const impacts = impactsOf([service('chat', anyOf('openai', 'anthropic'))]);
    expect(impacts.get('openai')).toEqual([{ service: 'chat', effect: 'loses_redundancy', via: ['openai'] }]);
  });

  it('stops a service whose alternatives are switched off', () => {
    const targets = targetsOf({ openai: {}, anthropic: { enabled: false } });
    const impacts = impactsOf([service('chat', anyOf('openai', 'anthropic'))], targets);
    expect(impacts.get('openai')).toEqual([{ service: 'chat', effect: 'stops', via: ['openai'] }]);
    expect(impacts.get('anthropic')).toEqual([]);
  });

  it('carries a failure of a provider to what needs one of its models', () => {
    const impacts = impactsOf([service('chat', one('openai/gpt-5-mini'))]);
    expect(impacts.get('openai')).toEqual([{ service: 'chat', effect: 'stops', via: ['openai/gpt-5-mini'] }]);
  });

  it('does not count two models of one provider as redundancy against that provider', () => {
    const targets = targetsOf({ openai: { models: ['a', 'b'] } });
    const impacts = impactsOf([service('chat', anyOf('openai/a', 'openai/b'))], targets);
    expect(impacts.get('openai')?.[0]?.effect).toBe('stops');
    expect(impacts.get('openai/a')?.[0]?.effect).toBe('loses_redundancy');
  });

  it('carries a failure through services that stand on services', () => {
    const impacts = impactsOf([
      service('shop', one('search'), one('redis')),
      service('search', anyOf('openai', 'anthropic'), one('google/flash')),
      service('help', anyOf('search', 'anthropic')),
    ]);
    expect(impacts.get('google')).toEqual([
      { service: 'search', effect: 'stops', via: ['google/flash'] },
      { service: 'shop', effect: 'stops', via: ['search'] },
      { service: 'help', effect: 'loses_redundancy', via: ['search'] },
    ]);
    expect(impacts.get('openai')).toEqual([
      { service: 'search', effect: 'loses_redundancy', via: ['openai'] },
      { service: 'shop', effect: 'loses_redundancy', via: ['search'] },
    ]);
    expect(impacts.get('search')?.map(({ service: id }) => id)).toEqual(['shop', 'help']);
  });

  it('comes to an end on services that depend on each other', () => {
    const impacts = impactsOf([service('a', one('b'), one('openai')), service('b', one('a'))]);
    expect(impacts.get('openai')).toContainEqual({ service: 'a', effect: 'stops', via: ['openai'] });
  });

  it('equals failing each node and working out every service anew', () => {
    fc.assert(
      fc.property(worlds(), ({ services, targets }) => {
        const graph = buildDependencyGraph(services, targets);
        for (const { id, affects } of impactOfFailures(graph)) {
          const told = Object.fromEntries(affects.map(({ service: name, effect }) => [name, effect]));
          expect({ id, told }).toEqual({ id, told: failAndLook(id, services, targets) });
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Services that stand on targets, components and services of a higher number, so that there is no cycle. */
function worlds(): fc.Arbitrary<{ services: ServiceSettings[]; targets: Target[] }> {
  return fc.record({
    services: fc
      .array(
        fc.array(fc.tuple(fc.boolean(), fc.array(fc.nat(14), { minLength: 1, maxLength: 4 })), {
          maxLength: 4,
        }),
        {
          minLength: 1,
          maxLength: 6,
        },
      )
      .map((drawn) => drawn.map((needs, index) => drawnService(index, drawn.length, needs))),
    targets: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }).map(drawnTargets),
  });
}

function drawnService(index: number, count: number, needs: [boolean, number[]][]): ServiceSettings {
  const below = Array.from({ length: count - index - 1 }, (_, step) => `s${index + 1 + step}`);
  const pool = ['p0', 'p1', 'p2', 'p0/a', 'p0/b', 'p1/a', 'redis', 'db', ...below];
  const pick = (number: number): string => pool[number % pool.length]!;
  const dependsOn = needs.map(([isGroup, picks]) =>
    isGroup ? anyOf(...new Set(picks.map(pick))) : one(pick(picks[0]!)),
  );
  return service(`s${index}`, ...dependsOn);
}

function drawnTargets(enabled: boolean[]): Target[] {
  return enabled.flatMap((isEnabled, index) => {
    const provider = { ...OPENAI.provider, id: `p${index}`, enabled: isEnabled };
    const target = (model: string | null): Target => ({
      ...OPENAI,
      id: model === null ? provider.id : `${provider.id}/${model}`,
      provider,
      model,
    });
    return [target(null), target('a'), target('b')];
  });
}

type Outcome = 'stops' | 'loses_redundancy' | 'fine' | 'left_out';

/** The same told a second time, naively: fail one node and ask every service what becomes of it. */
function failAndLook(failed: string, services: readonly ServiceSettings[], targets: readonly Target[]) {
  const outcomeOf = (id: string): Outcome => {
    const target = targets.find((each) => each.id === id);
    if (target?.provider.enabled === false) return 'left_out';
    if (id === failed || target?.provider.id === failed) return 'stops';
    const found = services.find((each) => each.id === id);
    if (found === undefined) return 'fine';
    const needs = found.dependsOn.map((need) => {
      const all = (need.kind === 'one' ? [need.id] : need.ids).map(outcomeOf);
      const members = all.filter((outcome) => outcome !== 'left_out');
      if (members.length === 0) return 'fine';
      if (members.every((outcome) => outcome === 'stops')) return 'stops';
      if (members.includes('stops')) return 'loses_redundancy';
      return members.includes('fine') ? 'fine' : 'loses_redundancy';
    });
    if (needs.includes('stops')) return 'stops';
    return needs.includes('loses_redundancy') ? 'loses_redundancy' : 'fine';
  };
  const others = services.filter(({ id }) => id !== failed);
  const outcomes = others.map(({ id }): [string, Outcome] => [id, outcomeOf(id)]);
  return Object.fromEntries(outcomes.filter(([, outcome]) => outcome !== 'fine'));
}
