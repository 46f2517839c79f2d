import { type DependencyGraph, dependentsOf, type ServiceRequirements } from './dependency-graph.ts';
import { statusOfNeed, statusOfService, type StatusOf } from './service-status.ts';

export type ImpactEffect = 'stops' | 'loses_redundancy';

export interface AffectedService {
  readonly service: string;
  readonly effect: ImpactEffect;
  /** Those of the service's own dependencies through which the failure reaches it. */
  readonly via: readonly string[];
}

/** What would happen if this node alone failed while everything else is well. */
export interface Impact {
  readonly id: string;
  readonly affects: readonly AffectedService[];
}

export function impactOfFailures(graph: DependencyGraph): readonly Impact[] {
  const dependents = dependentsOf(graph.edges);
  return [...graph.nodes.keys()].map((id) => ({ id, affects: impactOf(id, graph, dependents) }));
}

function impactOf(
  failedId: string,
  graph: DependencyGraph,
  dependents: ReadonlyMap<string, readonly string[]>,
): AffectedService[] {
  const reached = reachableFrom(failedId, dependents);
  if (reached.size === 1) return [];
  const services = new Map<string, ReturnType<StatusOf>>();
  const statusOf: StatusOf = (id) => {
    if (id === failedId) return 'unhealthy';
    const isModelOfFailed = graph.nodes.get(id)?.providerId === failedId;
    return isModelOfFailed ? 'unhealthy' : (services.get(id) ?? 'healthy');
  };
  const affected: AffectedService[] = [];
  for (const service of graph.services) {
    if (!reached.has(service.id) || service.id === failedId) continue;
    const status = statusOfService(service, statusOf);
    services.set(service.id, status);
    if (status !== 'unhealthy' && status !== 'degraded') continue;
    const effect = status === 'unhealthy' ? 'stops' : 'loses_redundancy';
    affected.push({ service: service.id, effect, via: carriersOf(service, statusOf) });
  }
  return affected;
}

/** Everything above `id`, itself included. */
export function reachableFrom(
  id: string,
  dependents: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set([id]);
  for (const each of reached) {
    for (const above of dependents.get(each) ?? []) reached.add(above);
  }
  return reached;
}

function carriersOf(service: ServiceRequirements, statusOf: StatusOf): string[] {
  const hurt = service.needs.filter((need) => statusOfNeed(need, statusOf) !== 'healthy').flat();
  return [...new Set(hurt.filter((id) => statusOf(id) !== 'healthy'))];
}
