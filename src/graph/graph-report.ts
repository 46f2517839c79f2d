import type { EpochMs } from '../clock/clock.ts';
import type { Status } from '../health/status.ts';
import type { TargetHealth } from '../health/target-health.ts';
import type { GraphEdge, GraphNode, NodeType, DependencyGraph } from './dependency-graph.ts';
import type { Impact } from './impact.ts';
import { type GraphReason, reasonsOfModel, reasonsOfService, NOT_WATCHED } from './node-reasons.ts';
import { findRootCauses } from './root-causes.ts';
import { assessGraph } from './service-status.ts';

export interface NodeReport {
  readonly id: string;
  readonly type: NodeType;
  readonly name: string;
  readonly status: Status;
  readonly critical: boolean;
  readonly enabled: boolean;
  /** Null for a component, of which we know nothing. */
  readonly usable: boolean | null;
  readonly since: string | null;
  readonly reasons: readonly GraphReason[];
  readonly circuit: CircuitReport | null;
  /** Degraded or unhealthy by itself, not through something else that is shown here. */
  readonly root_cause: boolean;
  /** Where its trouble comes from. */
  readonly caused_by: readonly string[];
  /** Services that are in trouble now because of it. */
  readonly affects: readonly string[];
}

export interface CircuitReport {
  readonly state: 'closed' | 'open' | 'half_open';
  readonly opened_at: string | null;
  readonly retry_at: string | null;
  readonly forced: boolean;
}

/** What depends on what, how all of it is now, and what a failure of each would do. */
export interface GraphReport {
  readonly generated_at: string;
  readonly nodes: readonly NodeReport[];
  readonly edges: readonly GraphEdge[];
  readonly impact: readonly Impact[];
}

/** What the graph shows of a target. */
export type NodeHealth = Pick<TargetHealth, 'verdict' | 'since' | 'circuit' | 'isUsable'>;

type HealthOf = (id: string) => NodeHealth | undefined;

export function reportGraph(
  graph: DependencyGraph,
  impact: readonly Impact[],
  healthOf: HealthOf,
  now: EpochMs,
): GraphReport {
  const statuses = assessGraph(graph, (id) => healthOf(id)?.verdict.status ?? null);
  const causes = findRootCauses({ graph, statuses, isHurtByModels: (id) => isHurtByModels(healthOf(id)) });
  const affected = invert(graph, causes);
  const nodes = [...graph.nodes.values()].map((node): NodeReport => {
    const causedBy = causes.get(node.id) ?? [];
    return {
      ...describe(node, statuses.get(node.id) ?? null, healthOf(node.id)),
      reasons: reasonsOf(node, { graph, statuses, healthOf }),
      root_cause: causedBy.includes(node.id) && statuses.get(node.id) !== 'unknown',
      caused_by: causedBy,
      affects: affected.get(node.id) ?? [],
    };
  });
  return { generated_at: isoTime(now), nodes, edges: graph.edges, impact };
}

type Description = Omit<NodeReport, 'reasons' | 'root_cause' | 'caused_by' | 'affects'>;

function describe(node: GraphNode, status: Status | null, health: NodeHealth | undefined): Description {
  return {
    id: node.id,
    type: node.type,
    name: node.name,
    status: status ?? 'unknown',
    critical: node.isCritical,
    enabled: node.isEnabled,
    usable: isUsable(node, status, health),
    since: health === undefined ? null : isoTime(health.since),
    circuit: health === undefined ? null : circuitReport(health),
  };
}

function isUsable(node: GraphNode, status: Status | null, health: NodeHealth | undefined): boolean | null {
  if (node.type === 'component') return null;
  return status !== 'unhealthy' && (health?.isUsable ?? true);
}

function circuitReport({ circuit }: NodeHealth): CircuitReport {
  return {
    state: circuit.state,
    opened_at: isoTimeOrNull(circuit.openedAt),
    retry_at: isoTimeOrNull(circuit.retryAt),
    forced: circuit.forced,
  };
}

interface Findings {
  readonly graph: DependencyGraph;
  readonly statuses: ReadonlyMap<string, Status | null>;
  readonly healthOf: HealthOf;
}

function reasonsOf(node: GraphNode, { graph, statuses, healthOf }: Findings): readonly GraphReason[] {
  const look = { nodes: graph.nodes, statuses };
  const observed = healthOf(node.id)?.verdict;
  switch (node.type) {
    case 'service':
      return reasonsOfService(
        graph.services.find((service) => service.id === node.id)!,
        look,
      );
    case 'model':
      return observed === undefined ? [NOT_WATCHED] : reasonsOfModel(node, observed, look);
    case 'provider':
      return observed?.reasons ?? [NOT_WATCHED];
    case 'component':
      return [NOT_WATCHED];
  }
}

function isHurtByModels(health: NodeHealth | undefined): boolean {
  const verdict = health?.verdict;
  return (
    verdict?.status === 'degraded' && verdict.reasons.every((reason) => reason.code === 'model_unhealthy')
  );
}

function invert(
  graph: DependencyGraph,
  causes: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const affected = new Map<string, string[]>();
  for (const { id } of graph.services) {
    for (const cause of causes.get(id) ?? []) {
      const services = affected.get(cause);
      if (services === undefined) affected.set(cause, [id]);
      else services.push(id);
    }
  }
  return affected;
}

function isoTime(ms: EpochMs): string {
  return new Date(ms).toISOString();
}

function isoTimeOrNull(ms: EpochMs | null): string | null {
  return ms === null ? null : isoTime(ms);
}
