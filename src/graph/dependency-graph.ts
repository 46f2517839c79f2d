import type { Dependency, ServiceSettings } from '../settings/settings.ts';
import type { Target } from '../targets/target.ts';

export type NodeType = 'service' | 'provider' | 'model' | 'component';

export interface GraphNode {
  readonly id: string;
  /** A component is what a service names and we do not watch: a database, a cache. */
  readonly type: NodeType;
  readonly name: string;
  readonly isCritical: boolean;
  /** False for a provider that is switched off, and for its models: they take no part. */
  readonly isEnabled: boolean;
  /** The provider of a model; null for everything else. */
  readonly providerId: string | null;
}

/** `from` needs `to`; alone, as one of the group's alternatives, or because it is a part of it. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: 'requires' | 'any_of' | 'part_of';
  /** Number of the any_of group within its service, from 1; null outside of groups. */
  readonly group: number | null;
}

/** Nodes of which one is enough. */
export type Alternatives = readonly string[];

export interface ServiceRequirements {
  readonly id: string;
  /** Each must be met. Members that are switched off are left out, and so are groups without any other. */
  readonly needs: readonly Alternatives[];
}

export interface DependencyGraph {
  /** Services first, then targets in the order of the settings, then components. */
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: readonly GraphEdge[];
  /** Services before those that stand on them, as far as there is no cycle. */
  readonly services: readonly ServiceRequirements[];
}

/** `targets` are all that are configured, those that are switched off included. */
export function buildDependencyGraph(
  services: readonly ServiceSettings[],
  targets: readonly Target[],
): DependencyGraph {
  const nodes = new Map<string, GraphNode>();
  for (const { id, name, critical } of services) {
    nodes.set(id, { id, type: 'service', name, isCritical: critical, isEnabled: true, providerId: null });
  }
  for (const target of targets) nodes.set(target.id, targetNode(target));
  for (const id of services.flatMap((service) => service.dependsOn.flatMap(idsOf))) {
    if (!nodes.has(id)) nodes.set(id, componentNode(id));
  }
  const requirements = new Map(services.map((service) => [service.id, requirementsOf(service, nodes)]));
  return {
    nodes,
    edges: [...services.flatMap(serviceEdges), ...modelEdges(nodes)],
    services: dependenciesFirst(requirements),
  };
}

/** What each node is needed by, directly; parts included. */
export function dependentsOf(edges: readonly GraphEdge[]): Map<string, string[]> {
  const dependents = new Map<string, string[]>();
  for (const { from, to } of edges) {
    const known = dependents.get(to);
    if (known === undefined) dependents.set(to, [from]);
    else if (!known.includes(from)) known.push(from);
  }
  return dependents;
}

function targetNode({ id, name, model, provider }: Target): GraphNode {
  const shared = { id, name, isCritical: provider.critical, isEnabled: provider.enabled };
  if (model === null) return { ...shared, type: 'provider', providerId: null };
  return { ...shared, type: 'model', providerId: provider.id };
}

function componentNode(id: string): GraphNode {
  return { id, type: 'component', name: id, isCritical: false, isEnabled: true, providerId: null };
}

function idsOf(dependency: Dependency): readonly string[] {
  return dependency.kind === 'one' ? [dependency.id] : dependency.ids;
}

function requirementsOf(
  service: ServiceSettings,
  nodes: ReadonlyMap<string, GraphNode>,
): ServiceRequirements {
  const needs = service.dependsOn
    .map((dependency) => [...new Set(idsOf(dependency))].filter((id) => nodes.get(id)?.isEnabled))
    .filter((alternatives) => alternatives.length > 0);
  return { id: service.id, needs };
}

function serviceEdges(service: ServiceSettings): GraphEdge[] {
  let groups = 0;
  return service.dependsOn.flatMap((dependency): GraphEdge[] => {
    if (dependency.kind === 'one') {
      return [{ from: service.id, to: dependency.id, kind: 'requires', group: null }];
    }
    const group = ++groups;
    return dependency.ids.map((to) => ({ from: service.id, to, kind: 'any_of', group }));
  });
}

function modelEdges(nodes: ReadonlyMap<string, GraphNode>): GraphEdge[] {
  return [...nodes.values()].flatMap(({ id, providerId }): GraphEdge[] =>
    providerId === null ? [] : [{ from: id, to: providerId, kind: 'part_of', group: null }],
  );
}

/** Settings refuse cycles; should one come all the same, its services are taken in any order. */
function dependenciesFirst(
  requirements: ReadonlyMap<string, ServiceRequirements>,
): readonly ServiceRequirements[] {
  const ordered: ServiceRequirements[] = [];
  const visited = new Set<string>();
  const visit = (service: ServiceRequirements): void => {
    if (visited.has(service.id)) return;
    visited.add(service.id);
    for (const id of service.needs.flat()) {
      const below = requirements.get(id);
      if (below !== undefined) visit(below);
    }
    ordered.push(service);
  };
  for (const service of requirements.values()) visit(service);
  return ordered;
}
