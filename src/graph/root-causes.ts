import type { Status } from '../health/status.ts';
import type { DependencyGraph } from './dependency-graph.ts';
import { statusOfNeed } from './service-status.ts';

/** What is known of every node at one moment. */
export interface GraphState {
  readonly graph: DependencyGraph;
  readonly statuses: ReadonlyMap<string, Status | null>;
  /** Whether a provider is degraded only because models of it are down. */
  readonly isHurtByModels: (providerId: string) => boolean;
}

/**
 * Where the trouble of each node comes from: the ids of the targets at the bottom of it, its own id when it is one of
 * them, nothing when the node is well.
 */
export function findRootCauses(state: GraphState): ReadonlyMap<string, readonly string[]> {
  const causes = new Map<string, readonly string[]>();
  for (const node of state.graph.nodes.values()) {
    if (node.type !== 'service') causes.set(node.id, causesOfTarget(node.id, state));
  }
  for (const { id, needs } of state.graph.services) {
    const carriers = needs.flatMap((need) => troubledMembers(need, state.statuses));
    causes.set(id, [...new Set(carriers.flatMap((carrier) => causes.get(carrier) ?? []))]);
  }
  return causes;
}

function causesOfTarget(id: string, { graph, statuses, isHurtByModels }: GraphState): readonly string[] {
  const status = statuses.get(id) ?? null;
  if (status === null || status === 'healthy') return [];
  const { providerId } = graph.nodes.get(id)!;
  if (providerId !== null && statuses.get(providerId) === 'unhealthy') return [providerId];
  if (providerId !== null || !isHurtByModels(id)) return [id];
  const models = [...graph.nodes.values()].filter((node) => node.providerId === id);
  const down = models.filter((model) => statuses.get(model.id) === 'unhealthy');
  return down.length === 0 ? [id] : down.map((model) => model.id);
}

/**
 * Those of a need's members that keep it from being well met. While an alternative works well, those that work badly do no harm; those that are
 * down are missed.
 */
export function troubledMembers(
  need: readonly string[],
  statuses: ReadonlyMap<string, Status | null>,
): readonly string[] {
  const statusOf = (id: string): Status | null => statuses.get(id) ?? null;
  const status = statusOfNeed(need, statusOf);
  if (status === null || status === 'healthy') return [];
  const hasGood = need.some((id) => statusOf(id) === 'healthy');
  return need.filter((id) => (hasGood ? statusOf(id) === 'unhealthy' : statusOf(id) !== null));
}
