import type { Status } from '../health/status.ts';
import type { Alternatives, DependencyGraph, GraphNode, ServiceRequirements } from './dependency-graph.ts';

/** From best to worst. What is unknown may be down, so it is worse than what works badly. */
const RANK = { healthy: 0, degraded: 1, unknown: 2, unhealthy: 3 } as const satisfies Record<Status, number>;

/** Status of a node by its id; null when nobody knows it and it takes no part. */
export type StatusOf = (id: string) => Status | null;

/**
 * How well a need is met: by the best of its alternatives, but no better than degraded while one of them is down,
 * for then redundancy is lost. Null when none of them is watched.
 */
export function statusOfNeed(alternatives: Alternatives, statusOf: StatusOf): Status | null {
  let best: Status = 'unhealthy';
  let isWatched = false;
  let isOneDown = false;
  for (const id of alternatives) {
    const status = statusOf(id);
    isWatched ||= status !== null;
    isOneDown ||= status === 'unhealthy';
    if (RANK[status ?? 'unknown'] < RANK[best]) best = status ?? 'unknown';
  }
  if (!isWatched) return null;
  return isOneDown ? worseOf(best, 'degraded') : best;
}

/** A service is as well as the worst met of its needs; null when nothing that it needs is watched. */
export function statusOfService(service: ServiceRequirements, statusOf: StatusOf): Status | null {
  let worst: Status | null = null;
  for (const need of service.needs) {
    const status = statusOfNeed(need, statusOf);
    if (status !== null) worst = worst === null ? status : worseOf(worst, status);
  }
  return worst;
}

/** Statuses of all nodes: targets as they were observed, services as their dependencies allow. */
export function assessGraph(graph: DependencyGraph, observed: StatusOf): ReadonlyMap<string, Status | null> {
  const statuses = new Map<string, Status | null>();
  const statusOf: StatusOf = (id) => statuses.get(id) ?? null;
  for (const node of graph.nodes.values()) {
    if (node.type !== 'service') statuses.set(node.id, statusOfLeaf(node, observed));
  }
  for (const service of graph.services) statuses.set(service.id, statusOfService(service, statusOf));
  return statuses;
}

/** A model cannot work while its provider is down, whatever was last seen of it. */
function statusOfLeaf({ id, isEnabled, providerId }: GraphNode, observed: StatusOf): Status | null {
  if (!isEnabled) return null;
  return providerId !== null && observed(providerId) === 'unhealthy' ? 'unhealthy' : observed(id);
}

function worseOf(a: Status, b: Status): Status {
  return RANK[a] >= RANK[b] ? a : b;
}
